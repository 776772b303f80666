import { findInChain, readProperty } from "@holdfast/ports";

/**
 * Something that runs until it ends by itself or is told to stop. Everything the engine supervises
 * is one, and so is the engine itself.
 */
export interface Worker {
  /** Asks it to stop. Returns at once; harmless when repeated. */
  kill(): void;
  /** Fulfilled when it stopped cleanly, rejected with the reason otherwise. May be called often. */
  wait(): Promise<void>;
  /**
   * What it has to say about itself, for reports: any value that can be written as JSON, and no
   * secrets. Called while it runs; must be quick.
   */
  report?(): unknown;
  /**
   * Asks it to stop as `kill` does, and is called in its place: for a worker that itself stops others
   * one after the other, as an engine does. It is waited for as long as it says, in place of the
   * engine's stop deadline, which is for one worker.
   * @param ms - how long it may take; Infinity where nobody minds
   * @returns within how many ms it ends: no more than `ms`
   */
  killWithin?(ms: number): number;
}

/**
 * Runs `loop` as a worker: `kill()` aborts the loop's signal, and the loop's promise is the
 * worker's end. The loop starts before this returns. Rejecting with the signal's own reason after
 * `kill()`, or with an AbortError that has it for a cause, counts as a clean stop, so that a wait which was interrupted needs no special care.
 *
 * @example
 * ```ts
 * import { once } from "node:events";
 * import { runWorker } from "@holdfast/dependency-engine";
 *
 * const worker = runWorker(async (signal) => {
 *   await once(signal, "abort"); // work, until told to stop
 * });
 * worker.kill();
 * await worker.wait(); // stopped cleanly
 * ```
 */
export function runWorker(loop: (signal: AbortSignal) => Promise<void>): Worker {
  const controller = new AbortController();
  const { signal } = controller;
  const ended = run(loop, signal);
  // The end is whoever calls wait()'s; until then a rejection is nobody's fault.
  ended.catch(() => undefined);
  return {
    kill: () => controller.abort(),
    wait: () => ended,
  };
}

async function run(
  loop: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await loop(signal);
  } catch (error) {
    if (signal.aborted && isInterruption(error, signal.reason)) return;
    throw error;
  }
}

/** Whether `error` says that a wait was interrupted for `reason`: itself, or an AbortError of the runtime's for it. */
function isInterruption(error: unknown, reason: unknown): boolean {
  if (error === reason) return true;
  const isAbortError = readProperty(error, "name") === "AbortError";
  return isAbortError && findInChain(error, (link) => link === reason) !== undefined;
}

/** Whether a value has the two methods that make a worker. */
export function isWorker(value: unknown): value is Worker {
  return (
    typeof value === "object" &&
    typeof readProperty(value, "kill") === "function" &&
    typeof readProperty(value, "wait") === "function"
  );
}
