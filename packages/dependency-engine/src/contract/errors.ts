import { codeOf, errorChain, findInChain, readProperty } from "@holdfast/ports";
import { nearestName } from "./nearest-name.js";

/** The codes of every error this package makes. */
export type EngineErrorCode =
  | "ERR_MISSING"
  | "ERR_BOUNCE"
  | "ERR_UNINSTALL"
  | "ERR_ALREADY_INSTALLED"
  | "ERR_NOT_INSTALLED"
  | "ERR_CYCLE"
  | "ERR_ENGINE_STOPPING"
  | "ERR_ENGINE_CONFIG"
  | "ERR_NOT_A_WORKER"
  | "ERR_START_ABORTED"
  | "ERR_START_OVERRUN"
  | "ERR_STOP_OVERRUN"
  | "ERR_RESTART_INTENSITY"
  | "ERR_CALLBACK"
  | "ERR_NOT_READY"
  | "ERR_ABANDONED";

/** What every error of this package is: told apart by `code`, never by its message. */
export abstract class EngineError extends Error {
  abstract readonly code: EngineErrorCode;
  override get name(): string {
    return this.constructor.name;
  }
}

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

/** `install` of a name that has a manifold already. */
export class AlreadyInstalledError extends EngineError {
  readonly code = "ERR_ALREADY_INSTALLED";
  readonly manifold: string;

  constructor(manifold: string) {
    super(`"${manifold}" manifold already installed; remove or replace it first`);
    this.manifold = manifold;
  }
}

/** An operation on a name that has no manifold. */
export class NotInstalledError extends EngineError {
  readonly code = "ERR_NOT_INSTALLED";
  /** The nearest name that has one. */
  readonly nearest: string | undefined;

  readonly manifold: string;

  constructor(manifold: string, installed: Iterable<string>) {
    const nearest = nearestName(manifold, installed);
    const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    super(`"${manifold}" manifold not installed${hint}`);
    this.manifold = manifold;
    this.nearest = nearest;
  }
}

/** A manifold would depend on itself, through `path`: each name needs the one after it. */
export class CycleError extends EngineError {
  readonly code = "ERR_CYCLE";
  readonly manifold: string;
  readonly path: readonly string[];

  constructor(manifold: string, path: readonly string[]) {
    super(
      `cannot install "${manifold}" manifold: cycle detected: ${path.join(" -> ")}; ` +
        `drop one of these inputs`,
    );
    this.manifold = manifold;
    this.path = path;
  }
}

/** The engine was told to stop, or stopped, and takes nothing new. */
export class EngineStoppingError extends EngineError {
  readonly code = "ERR_ENGINE_STOPPING";
  readonly manifold: string;

  constructor(manifold: string) {
    super(`cannot install "${manifold}" manifold: engine is shutting down`);
    this.manifold = manifold;
  }
}

/** A value in an `EngineConfig` or a `Manifold` that cannot work. */
export class EngineConfigError extends EngineError {
  readonly code = "ERR_ENGINE_CONFIG";

  constructor(message: string) {
    super(`invalid config: ${message}`);
  }
}

/** A `start` returned something without `kill` and `wait`. */
export class NotAWorkerError extends EngineError {
  readonly code = "ERR_NOT_A_WORKER";
  readonly manifold: string;

  constructor(manifold: string, what = "it must return an object with kill and wait") {
    super(`"${manifold}" start returned no worker: ${what}`);
    this.manifold = manifold;
  }
}

/**
 * The reason of a start's, or update's, signal: an input of the manifold changed, or it is to stop. No
 * failure.
 */
export class StartAbortedError extends EngineError {
  readonly code = "ERR_START_ABORTED";
  readonly manifold: string;

  constructor(manifold: string, what: "start" | "update" = "start") {
    super(`the ${what} of "${manifold}" is no longer wanted`);
    this.manifold = manifold;
  }
}

/** A `start`, or `update`, took longer than its deadline; its signal was aborted. */
export class StartOverrunError extends EngineError {
  readonly code = "ERR_START_OVERRUN";
  readonly manifold: string;
  readonly deadline: number;

  constructor(manifold: string, deadline: number, what: "start" | "update" = "start") {
    super(`"${manifold}" did not ${what} within ${deadline} ms`);
    this.manifold = manifold;
    this.deadline = deadline;
  }
}

/** A worker did not end within its deadline after it was told to; the engine went on without it. */
export class StopOverrunError extends EngineError {
  readonly code = "ERR_STOP_OVERRUN";
  readonly manifold: string;
  readonly deadline: number;

  /** @param hint - what may be the reason */
  constructor(manifold: string, deadline: number, hint = "") {
    super(`"${manifold}" did not stop within ${deadline} ms and was abandoned${hint}`);
    this.manifold = manifold;
    this.deadline = deadline;
  }
}

/** A manifold failed more often than its policy allows, and the policy is to end the engine. */
export class IntensityError extends EngineError {
  readonly code = "ERR_RESTART_INTENSITY";
  readonly manifold: string;

  constructor(manifold: string, cause: unknown) {
    super(`"${manifold}" failed more often than its restart policy allows`, { cause });
    this.manifold = manifold;
  }
}

/** A function that the engine was handed (`isFatal`, `worstError`, a filter, `same`, `random`) did not do what it is for. */
export class CallbackError extends EngineError {
  readonly code = "ERR_CALLBACK";
  readonly callback: string;

  constructor(callback: string, cause: unknown, what = "threw while it judged an error") {
    super(`${callback} ${what}`, cause === undefined ? undefined : { cause });
    this.callback = callback;
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

/** What was waited for cannot come, unless somebody does something about it. */
export class NotReadyError extends EngineError {
  readonly code = "ERR_NOT_READY";
  /** The manifolds that cannot come; none where the engine itself is stopping. */
  readonly manifolds: readonly string[];

  /** @param why - what `explain` says of them */
  constructor(manifolds: readonly string[], why: string) {
    super(`not ready: ${why}`);
    this.manifolds = manifolds;
  }
}
