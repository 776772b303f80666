import type { NodeState, Reaction } from "./node-state.js";
import type { Outcome } from "./outcome.js";

/** When a start may follow, for each of the two reasons to wait. Asked for once, and only if used. */
export interface Delays {
  /** After a failure. */
  error(): Reaction & { kind: "restart" };
  /** After a change of an input, or where the worker asked for it. */
  bounce(): Reaction & { kind: "restart" };
}

/** What becomes of a manifold in `state` whose worker, or start, has ended with `outcome`. */
export function reactionTo(state: NodeState, outcome: Outcome, delays: Delays): Reaction {
  switch (state.kind) {
    case "absent":
    case "resting":
    case "waiting":
    case "starting":
    case "started":
      return byItself(outcome, delays);
    case "condemned":
      // It was to be restarted anyway, so it does not rest; but a failure is a failure.
      if (state.next.kind === "rest" || state.next.kind === "remove") return state.next;
      return outcome.kind === "failed" || outcome.kind === "uninstall"
        ? byItself(outcome, delays)
        : delays.bounce();
    case "aborting":
    case "stopping":
      switch (state.next.kind) {
        case "restart":
          return delays.bounce();
        case "fail":
          return delays.error();
        case "rest":
        case "remove":
          return state.next;
      }
  }
}

function byItself(outcome: Outcome, delays: Delays): Reaction {
  switch (outcome.kind) {
    case "finished":
      return { kind: "rest", why: "finished" };
    case "missing":
      return { kind: "rest", why: "missing" };
    case "bounce":
      return delays.bounce();
    case "uninstall":
      return { kind: "remove" };
    case "failed":
      return delays.error();
  }
}
