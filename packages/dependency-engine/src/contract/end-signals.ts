/* The errors by which a worker, as it ends, asks for something; and how they are found, in whatever they came. */
import { codeOf, errorChain, findInChain, readProperty } from "@holdfast/ports";
import { EngineError } from "./engine-error.js";

/** Why an input could not be had. */
export type MissingReason = "not declared" | "not running" | "not exposed" | "expired" | "not set";

/**
 * An input is not there. Thrown by `context.get()`; a `start` that lets it pass (or throws one of
 * its own, from `output` too) is called again when an input of its manifold changes, and is not an
 * error to anybody.
 */
export class MissingError extends EngineError {
  readonly code = "ERR_MISSING";
  /** The input's name, where one is known. */
  readonly dependency: string | undefined;
  readonly reason: MissingReason;

  constructor(
    dependency?: string,
    reason: MissingReason = "not running",
    options?: { cause?: unknown },
  ) {
    const which = dependency === undefined ? "" : `"${dependency}" ${reason}: `;
    super(`${which}dependency not available`, options);
    this.dependency = dependency;
    this.reason = reason;
  }
}

/** The reasons that no change of an input can mend: the program asks for what it cannot have. */
const MISTAKES: readonly unknown[] = [
  "not declared",
  "not exposed",
  "expired",
] satisfies MissingReason[];

/** Whether an input was missed for a mistake in the program. */
export function isMistake(error: unknown): boolean {
  const missing = findInChain(error, (link) => codeOf(link) === "ERR_MISSING");
  return MISTAKES.includes(readProperty(missing, "reason"));
}

/**
 * A worker ends with it (or its `start` throws it) to be started again after the bounce delay.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { BounceError, Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
 *
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3_600_000,
 *   bounceDelay: 1,
 * });
 * let starts = 0;
 * const third = Promise.withResolvers<void>();
 * engine.install(resourceName("follower"), {
 *   inputs: [],
 *   start: () =>
 *     runWorker(async () => {
 *       if (++starts < 3) throw new BounceError("the file changed"); // not after the hour: at once
 *       third.resolve();
 *     }),
 * });
 * await third.promise;
 * assert.equal(starts, 3);
 * engine.kill();
 * await engine.wait();
 * ```
 */
export class BounceError extends EngineError {
  readonly code = "ERR_BOUNCE";

  constructor(message = "restart immediately", options?: { cause?: unknown }) {
    super(message, options);
  }
}

/**
 * A worker ends with it (or its `start` throws it) to have its manifold removed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Engine, resourceName, runWorker, UninstallError } from "@holdfast/dependency-engine";
 *
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3000,
 *   bounceDelay: 10,
 * });
 * engine.install(resourceName("migrate-once"), {
 *   inputs: [],
 *   start: () =>
 *     runWorker(async () => {
 *       throw new UninstallError("done, and never needed again");
 *     }),
 * });
 * await new Promise<void>((resolve) => {
 *   engine.subscribe(({ kind }) => {
 *     if (kind === "removed") resolve();
 *   });
 * });
 * assert.deepEqual(engine.report().manifolds, {});
 * engine.kill();
 * await engine.wait();
 * ```
 */
export class UninstallError extends EngineError {
  readonly code = "ERR_UNINSTALL";

  constructor(message = "resource permanently unavailable", options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** The codes by which a worker's end asks for something. */
const SIGNALS = ["ERR_MISSING", "ERR_BOUNCE", "ERR_UNINSTALL"] as const;

/**
 * The first of MissingError, BounceError and UninstallError in the chain of causes of `error`,
 * nearest first. Found by `code`, so that it survives two copies of this package.
 */
export function signalIn(error: unknown): (typeof SIGNALS)[number] | undefined {
  for (const cause of errorChain(error)) {
    const code = codeOf(cause);
    const signal = SIGNALS.find((candidate) => candidate === code);
    if (signal !== undefined) return signal;
  }
  return undefined;
}

/**
 * Whether `error` is a BounceError, or only says around one why it was thrown. One that came with others,
 * in an AggregateError, does not make them harmless.
 */
export function isBounce(error: unknown): boolean {
  let link = error;
  for (let depth = 0; depth < LONGEST; depth += 1) {
    if (codeOf(link) === "ERR_BOUNCE") return true;
    const next = readProperty(link, "cause");
    if (next === undefined || readProperty(link, "errors") !== undefined) return false;
    link = next;
  }
  return false;
}

const LONGEST = 1000;
