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

/** What is to follow once a worker that must stop has ended. */
export type Sequel =
  | { readonly kind: "restart" }
  | { readonly kind: "fail"; readonly error: unknown }
  | { readonly kind: "rest"; readonly why: RestReason }
  | { readonly kind: "replace" }
  | { readonly kind: "remove" };

/** What follows from a state alone: kept with it, since states are looked at more often than made. */
export interface Traits {
  /** How many workers, or starts, of it have not ended. */
  readonly alive: 0 | 1;
  /** 1 where something is about to happen to it: the engine has settled when this holds for none. */
  readonly moving: 0 | 1;
  /** How it looks to its dependents. */
  readonly look: Outlook;
  /** The same where an input of it is coming. */
  readonly hopefulLook: Outlook;
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
 *  aborting           started ---- unwanted ----> condemned                   |
 *     |                  |                            | its dependents ended  |
 *     | came up          |                            v                       |
 *     '------------------+-----------------------> stopping ---- ended -------'
 * ```
 *
 * `removed` leads from each of them to absent, once what ran has ended.
 */
export type NodeState = WithTraits &
  (
    | { readonly kind: "absent" }
    | { readonly kind: "resting"; readonly why: RestReason }
    | { readonly kind: "waiting"; readonly notBefore: number; readonly late: boolean }
    | { readonly kind: "starting"; readonly late: boolean }
    | { readonly kind: "started" }
    | Unended
  );

/** The states of a worker, or start, that must end. */
export type Ending = WithTraits & Unended;

interface WithTraits {
  readonly traits: Traits;
}

type Unended =
  /** It still runs: its dependents must end before it is told. */
  | { readonly kind: "condemned"; readonly next: Sequel; readonly late: boolean }
  /** Its start was told, by its signal, and has not returned. */
  | { readonly kind: "aborting"; readonly next: Sequel; readonly late: boolean }
  /** Its worker was told. */
  | { readonly kind: "stopping"; readonly next: Sequel; readonly late: boolean };

/** What becomes of a manifold whose worker, or start, has ended. */
export type Reaction =
  | { readonly kind: "restart"; readonly notBefore: number; readonly late: boolean }
  | { readonly kind: "rest"; readonly why: RestReason }
  | { readonly kind: "remove" };

/** What can happen to a manifold. Times are milliseconds of the engine's clock. */
export type NodeEvent =
  | { readonly kind: "install"; readonly now: number }
  /** An input came or went: what runs must be restarted, and what rests may be started from `now`. */
  | { readonly kind: "changed"; readonly next: Sequel; readonly now: number }
  /** Inputs, dependents and delay all allow a start. */
  | { readonly kind: "go"; readonly late: boolean }
  | { readonly kind: "started" }
  | { readonly kind: "ended"; readonly reaction: Reaction }
  /** Somebody wants it stopped; its dependents come first. */
  | { readonly kind: "condemn"; readonly next: Sequel; readonly now: number }
  /** The last dependent that held its output has ended. */
  | { readonly kind: "free" }
  /** It need not stay stopped any longer. */
  | { readonly kind: "release"; readonly now: number }
  /** Its delay has passed. */
  | { readonly kind: "due"; readonly late: boolean }
  /** Its dependents have waited for it long enough. */
  | { readonly kind: "patience" };

/** What the world must be told when a manifold changes state. */
export type NodeEffect = "none" | "start" | "abort" | "kill";

export interface Step {
  readonly state: NodeState;
  readonly effect: NodeEffect;
}

/** How a manifold looks to those who depend on it. */
export type Outlook =
  | "up"
  /** Up, but an input that it runs without is coming, so that it will be restarted. */
  | "wavering"
  /** Not up, and it is still open whether it will be: it is coming, or it is still ending. */
  | "open"
  /** Not up, and not about to be. */
  | "down";
