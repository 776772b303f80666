/** Why nothing is planned for a manifold until an input of it changes. */
export type RestReason =
  /** Its start missed an input. */
  | "missing"
  /** Its worker ended cleanly, by itself. */
  | "finished"
  /** It failed too often in too short a time. */
  | "degraded"
  /** It was told to stay stopped. */
  | "held"
  /** The engine is stopping. */
  | "engine";

/** What happens to a worker's manifold once the worker that was told to stop has ended. */
export type Sequel =
  | { readonly kind: "restart" }
  | { readonly kind: "rest"; readonly why: RestReason }
  | { readonly kind: "remove" }
  | { readonly kind: "fail"; readonly error: unknown };

/**
 * Where a manifold is. `late` says that dependents no longer wait for it: they start without it.
 *
 * ```
 *  absent ──install──► waiting ──go──► starting ──► started
 *    ▲                  ▲   ▲             │            │  condemned: dependents must end first
 *    │                  │   └── ended ────┼────────────┤
 *    │               changed              ▼            ▼
 *    └── remove ──── resting ◄─────── aborting    condemned
 *                       ▲                 │            │ released
 *                       └──── ended ──────┴─► stopping ◄┘
 * ```
 */
export type NodeState =
  | { readonly kind: "absent" }
  | { readonly kind: "resting"; readonly why: RestReason }
  | { readonly kind: "waiting"; readonly notBefore: number; readonly late: boolean }
  | { readonly kind: "starting"; readonly late: boolean }
  | { readonly kind: "started" }
  | { readonly kind: "condemned"; readonly next: Sequel; readonly late: boolean }
  | { readonly kind: "aborting"; readonly next: Sequel; readonly late: boolean }
  | { readonly kind: "stopping"; readonly next: Sequel; readonly late: boolean };

/** What becomes of a manifold whose worker, or start, has ended. */
export type Reaction =
  | { readonly kind: "restart"; readonly notBefore: number; readonly late: boolean }
  | { readonly kind: "rest"; readonly why: RestReason }
  | { readonly kind: "remove" };

/** What can happen to a manifold. Times are milliseconds of the engine's clock. */
export type NodeEvent =
  | { readonly kind: "install"; readonly now: number }
  /** An input came, went, or was replaced. */
  | { readonly kind: "changed"; readonly notBefore: number }
  /** Inputs, dependents and delay all allow a start. */
  | { readonly kind: "go" }
  | { readonly kind: "started" }
  | { readonly kind: "ended"; readonly reaction: Reaction }
  /** Somebody wants it stopped; its dependents come first. */
  | { readonly kind: "condemn"; readonly next: Sequel; readonly now: number }
  /** The last dependent that held its output has ended. */
  | { readonly kind: "released" }
  /** A delay has passed. */
  | { readonly kind: "due" }
  /** Dependents have waited long enough. */
  | { readonly kind: "patience" }
  /** Its deadline to stop has passed. */
  | { readonly kind: "abandon"; readonly reaction: Reaction };

/** What the world must be told when a manifold changes state. */
export type NodeEffect = "none" | "start" | "abort" | "kill" | "abandon";

export interface Step {
  readonly state: NodeState;
  readonly effect: NodeEffect;
}

/** How a manifold looks to those who depend on it. */
export type Outlook = "up" | "coming" | "down";
