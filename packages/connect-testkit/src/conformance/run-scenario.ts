import { checkInvariants } from "./invariants.js";
import type { Scenario } from "./scenario.js";
import { timelineOf } from "./timeline.js";
import { Scene, type StrategyFactory } from "../scene.js";

/** Longer than any scenario takes on the slowest machine, in ms: what ends a strategy that hangs. */
const defaultGuard = 20_000;

/** How a strategy did in one scenario. */
export type ScenarioResult =
  | { readonly kind: "holds" }
  /** The claim does not hold, and the invariants do. `timeline` is what happened, a line each. */
  | { readonly kind: "differs"; readonly error: unknown; readonly timeline: readonly string[] }
  /** An invariant was violated, which nothing excuses. */
  | { readonly kind: "broken"; readonly error: unknown; readonly timeline: readonly string[] };

/**
 * Plays one scenario with a strategy of its own, then checks the invariants.
 *
 * @param options.guard - ms after which a strategy that hangs has failed
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { OnlyConnect } from "@holdfast/connect-only";
 * import { conformanceScenarios, runScenario } from "@holdfast/connect-testkit";
 *
 * const scenario = conformanceScenarios.find(({ id }) => id === "login.current-password");
 * assert.ok(scenario);
 * const result = await runScenario(scenario, (ports) => new OnlyConnect(ports));
 * assert.equal(result.kind, "holds");
 * ```
 */
export async function runScenario(
  scenario: Scenario,
  create: StrategyFactory,
  options: { readonly guard?: number } = {},
): Promise<ScenarioResult> {
  const { guard = defaultGuard } = options;
  await using scene = await Scene.open(create, scenario.arrange);
  let result: ScenarioResult = { kind: "holds" };
  try {
    await bounded(scenario.run(scene), guard);
  } catch (error) {
    result = { kind: "differs", error, timeline: timelineOf(scene.journal) };
    // Whatever the scenario left running ends now.
    scene.interruptAll();
  }
  try {
    await bounded(checkInvariants(scene), guard);
    return result;
  } catch (error) {
    return { kind: "broken", error, timeline: timelineOf(scene.journal) };
  }
}

async function bounded(work: Promise<void>, guard: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`still running after ${guard} ms`)), guard);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
