import type { NodeState, RestReason, Sequel } from "./node-state.js";
import { plain, rest } from "./node-events.js";
import type { Outcome } from "./outcome.js";

/** What is to become of a manifold whose worker, or start, has ended. */
export type Plan =
  /** Start it again, after the delay for failures. */
  | { readonly kind: "retry" }
  /** Start it again, after the delay for changes. */
  | { readonly kind: "bounce" }
  /** Start it again, at once. */
  | { readonly kind: "renew" }
  | { readonly kind: "rest"; readonly why: RestReason }
  | { readonly kind: "remove" };

const RETRY: Plan = plain("retry");
const BOUNCE: Plan = plain("bounce");
const RENEW: Plan = plain("renew");
const REMOVE: Plan = plain("remove");
const FINISHED: Plan = rest("finished");
const MISSING: Plan = rest("missing");

/** What is to become of a manifold that was in `state` when its worker ended with `outcome`. */
export function planFor(state: NodeState, outcome: Outcome): Plan {
  switch (state.kind) {
    case "absent":
    case "resting":
    case "waiting":
    case "starting":
    case "started":
      return byItself(outcome);
    case "condemned":
      // It was to be restarted anyway, so it does not rest; but a failure is a failure.
      if (state.next.kind !== "restart") return asked(state.next);
      return outcome.kind === "failed" || outcome.kind === "uninstall" ? byItself(outcome) : BOUNCE;
    case "aborting":
    case "stopping":
      return asked(state.next);
  }
}

/** It was told to stop: whatever it ended with, what was to follow follows. */
function asked(next: Sequel): Plan {
  switch (next.kind) {
    case "restart":
      return BOUNCE;
    case "fail":
      return RETRY;
    case "replace":
      return RENEW;
    case "rest":
    case "remove":
      return next;
  }
}

function byItself(outcome: Outcome): Plan {
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
