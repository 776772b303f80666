import type { EngineReport, ManifoldReport } from "@holdfast/dependency-engine";

import type { EngineSnapshot } from "./engine-view.js";
import type { NodeView, NodePhase } from "./node-view.js";

/** An engine's looks by its report alone: for one that ran before anybody looked at its events. */
export function snapshotOfReport(name: string, report: EngineReport, at: number): EngineSnapshot {
  const nodes = Object.entries(report.manifolds).map(([manifold, seen]) =>
    nodeOfReport(manifold, seen, at),
  );
  return { name, state: report.state, nodes, waves: [] };
}

function nodeOfReport(name: string, seen: ManifoldReport, at: number): NodeView {
  const code = seen["error-code"];
  const next = seen["next-attempt"];
  return {
    name,
    inputs: seen.inputs,
    optional: seen.optional ?? [],
    phase: phaseOf(seen),
    since: seen.since,
    starts: seen["start-count"] ?? 0,
    failures: 0,
    errors:
      seen.error === undefined
        ? []
        : [{ message: seen.error, at, ...(code === undefined ? {} : { code }) }],
    ...(seen.resting === undefined ? {} : { rest: seen.resting }),
    ...(next === undefined ? {} : { retryAt: next }),
    ...(seen.degraded === undefined ? {} : { degraded: seen.degraded }),
  };
}

/** What is reported is installed: it is never absent. */
function phaseOf({ phase }: ManifoldReport): NodePhase {
  return phase === "absent" ? "resting" : phase;
}
