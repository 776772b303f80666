import type { NextAction, NodeState } from "./node-state.js";
import type { Outcome } from "./outcome.js";
import { BOUNCE, REMOVE, rest, RETRY } from "./state-values.js";

const FINISHED: NextAction = rest("finished");
const MISSING: NextAction = rest("missing");

/** What becomes of a manifold that was in `state` when its worker, or start, ended with `outcome`. */
export function nextAction(state: NodeState, outcome: Outcome): NextAction {
  switch (state.kind) {
    case "absent":
    case "resting":
    case "waiting":
    case "starting":
    case "started":
      return byItself(outcome);
    case "updating":
      return restarted(outcome);
    case "outdated":
    case "draining":
      if (state.next.kind !== "bounce" && state.next.kind !== "update") return state.next;
      return restarted(outcome);
    case "aborting":
    case "stopping":
      // It was told to stop: whatever it ended with, what was to follow follows.
      return state.next;
  }
}

/** It was to be restarted, or updated, anyway, so it does not rest; but a failure is a failure. */
function restarted(outcome: Outcome): NextAction {
  return outcome.kind === "failed" || outcome.kind === "uninstall" ? byItself(outcome) : BOUNCE;
}

function byItself(outcome: Outcome): NextAction {
  switch (outcome.kind) {
    case "finished":
      return FINISHED;
    case "missing":
      return MISSING;
    case "bounce":
      return BOUNCE;
    case "uninstall":
      return REMOVE;
    case "failed":
      return RETRY;
  }
}
