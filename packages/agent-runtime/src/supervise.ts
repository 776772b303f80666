// The watch over an agent's engine, until it ends by itself or is asked to stop:
//
//   running ──asked──► stopping ──ended──► done
//      └──── ended ──────┘  └──too long──► StopOverdueError, whatever still runs is left behind
import {
  AbandonedError,
  isEngineReport,
  type ManifoldPhase,
  type Worker,
} from "@holdfast/dependency-engine";
import { type Clock, onAbort } from "@holdfast/ports";

import { endsInTime } from "./ends-in-time.js";
import { StopOverdueError } from "./errors.js";

/** How long, and by which clock. */
export interface SuperviseOptions {
  /** Asks the engine to stop. */
  readonly signal: AbortSignal;
  /** How long the engine may take to stop once asked, in ms. */
  readonly stopTimeout: number;
  readonly clock: Clock;
}

/**
 * Waits for the end of `engine`, and asks it to stop when `signal` is aborted: within `stopTimeout` ms, so
 * that it shares that time out among its workers.
 *
 * @throws whatever the engine ended with
 * @throws {StopOverdueError} where it, or a worker of it, has not ended `stopTimeout` ms after it was asked
 *   to, naming the workers that have not stopped
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
  const forget = onAbort(signal, () => {
    if (engine.killWithin === undefined) engine.kill();
    else engine.killWithin(stopTimeout);
  });
  try {
    await endsInTime(engine.wait(), { signal, timeout: stopTimeout, stopTimeout, clock, still });
  } catch (error) {
    // What it stopped for, where it did so by itself, matters more than who was left behind.
    const isOverdue = error instanceof AbandonedError && error.cause === undefined;
    throw isOverdue ? new StopOverdueError(stopTimeout, error.manifolds) : error;
  } finally {
    forget();
  }
}

const told: ReadonlySet<ManifoldPhase> = new Set(["stopping", "aborting", "starting"]);

/** Those that were asked and have not stopped, given up or not; whoever they depend on was not asked yet. */
function stopping(report: unknown): readonly string[] {
  if (!isEngineReport(report)) return [];
  const waitedFor = Object.entries(report.manifolds).flatMap(([name, { phase, report: own }]) => {
    if (!told.has(phase)) return [];
    const inside = stopping(own);
    return inside.length === 0 ? [name] : inside.map((each) => `${name}/${each}`);
  });
  return [...new Set([...(report.abandoned ?? []), ...waitedFor])];
}
