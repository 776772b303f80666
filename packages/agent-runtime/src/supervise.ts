// The watch over an agent's engine, until it ends by itself or is asked to stop:
//
//   running ──asked──► stopping ──ended──► done
//      └──── ended ──────┘  └──too long──► StopOverdueError, whatever still runs is left behind
import { isEngineReport, type ManifoldPhase, type Worker } from "@holdfast/dependency-engine";
import { type Clock, onAbort } from "@holdfast/ports";

import { endsInTime } from "./ends-in-time.js";

/** How long, and by which clock. */
export interface SuperviseOptions {
  /** Asks the engine to stop. */
  readonly signal: AbortSignal;
  /** How long the engine may take to stop once asked, in ms. */
  readonly stopTimeout: number;
  readonly clock: Clock;
}

/**
 * Waits for the end of `engine`, and asks it to stop when `signal` is aborted.
 *
 * @throws whatever the engine ended with
 * @throws {StopOverdueError} where it has not ended `stopTimeout` ms after it was asked to, naming
 *   the workers that have not stopped
 *
 * @example
 * ```ts
 * import { once } from "node:events";
 * import { supervise } from "@holdfast/agent-runtime";
 * import { runWorker } from "@holdfast/dependency-engine";
 * import { systemClock } from "@holdfast/ports";
 *
 * const engine = runWorker(async (signal) => void (await once(signal, "abort"))); // an engine is one
 * const stop = new AbortController();
 * const ended = supervise(engine, { signal: stop.signal, stopTimeout: 10_000, clock: systemClock });
 * stop.abort(); // what SIGTERM does
 * await ended;
 * ```
 */
export async function supervise(engine: Worker, options: SuperviseOptions): Promise<void> {
  const { signal, stopTimeout, clock } = options;
  const still = (): readonly string[] => stopping(engine.report?.());
  const forget = onAbort(signal, () => engine.kill());
  try {
    await endsInTime(engine.wait(), { signal, timeout: stopTimeout, stopTimeout, clock, still });
  } finally {
    forget();
  }
}

const told: ReadonlySet<ManifoldPhase> = new Set(["stopping", "aborting", "starting"]);

/** Those that were asked and have not stopped; whoever they depend on was not asked yet. */
function stopping(report: unknown): readonly string[] {
  if (!isEngineReport(report)) return [];
  return Object.entries(report.manifolds).flatMap(([name, manifold]) => {
    const { phase, abandoned = 0 } = manifold;
    if (!told.has(phase) && abandoned === 0) return [];
    const inside = stopping(manifold.report);
    return inside.length === 0 ? [name] : inside.map((each) => `${name}/${each}`);
  });
}
