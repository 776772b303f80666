import { createAgentEngine, machinePolicy } from "../../src/index.js";
import type { Engine, ManifoldReport } from "@holdfast/dependency-engine";
import type { VirtualClock } from "@holdfast/ports/testing";

/** An engine with an agent's delays, on virtual time. */
export function engineOn(clock: VirtualClock): Engine {
  return createAgentEngine({ policy: machinePolicy, clock, random: () => 0.5 });
}

/** What the engine reports of one manifold. */
export function reportOf(engine: Engine, name: string): ManifoldReport {
  const report = engine.report().manifolds[name];
  if (report === undefined) throw new Error(`no manifold ${name}`);
  return report;
}
