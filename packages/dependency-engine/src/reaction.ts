import type { NodeState, Reaction, Sequel } from "./node-state.js";
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
      if (state.next.kind !== "restart") return asked(state.next, delays);
      return outcome.kind === "failed" || outcome.kind === "uninstall"
        ? byItself(outcome, delays)
        : delays.bounce();
    case "aborting":
    case "stopping":
      return asked(state.next, delays);
  }
}

/** It was told to stop: whatever it ended with, what was to follow follows. */
function asked(next: Sequel, delays: Delays): Reaction {
  switch (next.kind) {
    case "restart":
      return delays.bounce();
    case "fail":
      return delays.error();
    case "replace":
      return { kind: "restart", notBefore: 0, late: false };
    case "rest":
    case "remove":
      return next;
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
