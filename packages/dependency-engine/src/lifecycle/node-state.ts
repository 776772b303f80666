import type { ManifoldPhase } from "./phase.js";

/** Why nothing is planned for a manifold. */
export type RestReason =
  /** Its start missed an input. */
  | "missing"
  /** Its worker ended cleanly, by itself. */
  | "finished"
  /** It failed more often than its policy allows. */
  | "degraded"
  /** It was told to stay stopped. */
  | "held"
  /** The engine is stopping. */
  | "engine";

/** What becomes of a manifold once its worker, or start, has ended. */
export type NextAction = Landing & Wanted;

/** Kept with each, as {@link Traits} are with states. */
interface Landing {
  /** Where the manifold comes to rest with it; undefined where it is started again. */
  readonly lands: NodeState | undefined;
}

type Wanted =
  /** Hand it its new inputs in place, while it runs on. */
  | { readonly kind: "update" }
  /** Start it again, after the delay for changes. */
  | { readonly kind: "bounce" }
  /** Start it again, after the delay for failures. `error` takes the place of what it ends with. */
  | { readonly kind: "retry"; readonly error: unknown }
  /** Start the manifold that takes its place, at once. */
  | { readonly kind: "replace" }
  | { readonly kind: "rest"; readonly why: RestReason }
  | { readonly kind: "remove" };

/** How a manifold looks to those who depend on it. */
export type Availability =
  | "up"
  /** Up, but an input that it runs without is coming, so that it will be restarted. */
  | "outdated"
  /** Not up, and it is still open whether it will be: it is coming, or it is still ending. */
  | "expected"
  /** Not up, and not about to be. */
  | "down";

/** What dependents hold of a manifold, as far as that follows from its state. */
export type Offering =
  /** The output of the worker that runs. */
  | "present"
  /** What they held before: it is being started again, and they need not let go of what outlives a worker. */
  | "held"
  | "none";

/** What follows from a state alone: kept with it, since states are looked at more often than made. */
export interface Traits {
  /** How many workers, or starts, of it have not ended. */
  readonly alive: 0 | 1;
  /** 1 where something is about to happen to it: the engine has settled when this holds for none. */
  readonly moving: 0 | 1;
  /** How it looks to its dependents. */
  readonly availability: Availability;
  /** The same where an input of it is coming. */
  readonly withInputsExpected: Availability;
  readonly offering: Offering;
}

/**
 * Where a manifold is. `late` says that dependents no longer wait for it: they start without it.
 *
 * ```
 *   absent --install--> waiting <------- changed, released, retried ------ resting
 *                        |   ^                                                ^
 *                 start  |   |  ended: it is to be started again              |
 *                        v   |                                                |
 *     .------------- starting                              ended: it is not, until an input changes
 *     | unwanted         | started                                            |
 *     v                  v                                                    |
 *  aborting           started ---- unwanted ----> draining                    |
 *     |                  |                            | its users have ended  |
 *     | came up          |                            v                       |
 *     '------------------+-----------------------> stopping ---- ended -------'
 * ```
 *
 * `removed` leads from each of them to absent, once what ran has ended. One that is to be renewed while
 * it runs on, and what becomes of that:
 *
 * ```
 *   started --renew--> outdated --go--> updating --updated--> started
 *                       ^   |
 *                       |   '---go---> starting, beside its last worker --started--> started
 *                       '---- fell back ---'
 * ```
 */
export type NodeState = InPhase<ManifoldPhase> &
  (
    | { readonly kind: "absent" }
    | { readonly kind: "resting"; readonly why: RestReason }
    | { readonly kind: "waiting"; readonly notBefore: number; readonly late: boolean }
    | { readonly kind: "starting"; readonly late: boolean }
    | { readonly kind: "started" }
    /** Its worker runs on until it is given its new inputs, or until its next worker is started beside it. */
    | {
        readonly kind: "outdated";
        readonly next: NextAction;
        readonly notBefore: number;
        readonly late: boolean;
      }
    | { readonly kind: "updating"; readonly late: boolean }
    | Unended
  );

/** The states of a worker, or start, that must end. */
export type Ending = InPhase<Unended["kind"]> & Unended;

interface InPhase<Phase extends ManifoldPhase> {
  readonly kind: Phase;
  readonly traits: Traits;
}

interface Unended {
  readonly kind: "draining" | "aborting" | "stopping";
  /** What follows once it has ended. */
  readonly next: NextAction;
  readonly late: boolean;
}

/** What can happen to a manifold. Times are milliseconds of the engine's clock. */
export type NodeEvent =
  | { readonly kind: "install"; readonly at: number }
  /** An input came or went: what runs must be restarted, and what rests may be started from `at`. */
  | { readonly kind: "changed"; readonly next: NextAction; readonly at: number }
  /** What runs is to be renewed, without an instant in which it does not: by an update, or by a next worker. */
  | { readonly kind: "renew"; readonly next: NextAction; readonly at: number }
  /** Inputs, users and delay all allow a start, or an update. */
  | { readonly kind: "go"; readonly late: boolean }
  | { readonly kind: "started" }
  /** Its worker has taken its new inputs. */
  | { readonly kind: "updated" }
  /** The start of its next worker has ended, and its last worker is there still. */
  | {
      readonly kind: "fell back";
      readonly next: NextAction;
      readonly at: number;
      readonly late: boolean;
    }
  /** Its worker, or start, has ended. Where `next` is a start, it is not made before `at`. */
  | {
      readonly kind: "ended";
      readonly next: NextAction;
      readonly at: number;
      readonly late: boolean;
    }
  /** Somebody wants it stopped; those that use its output come first. Where nothing runs, `next` is for `at`. */
  | { readonly kind: "stop"; readonly next: NextAction; readonly at: number }
  /** The last worker that used its output has ended. */
  | { readonly kind: "unused" }
  /** It need not stay stopped any longer. */
  | { readonly kind: "release"; readonly at: number }
  /** Its delay has passed. */
  | { readonly kind: "due"; readonly late: boolean }
  /** Its dependents have waited for it long enough. */
  | { readonly kind: "patience" };

/** What the world must be told when a manifold changes state. */
export type NodeEffect = "none" | "start" | "update" | "abort" | "interrupt" | "kill";

export interface Step {
  readonly state: NodeState;
  readonly effect: NodeEffect;
}
