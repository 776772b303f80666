import { EngineError } from "./engine-error.js";
import { nearestName } from "./nearest-name.js";

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
