import { expect, test } from "vitest";
import type { NodeState, NextAction } from "../../src/lifecycle/node-state.js";
import {
  ABSENT,
  BOUNCE,
  ending,
  outdated,
  REMOVE,
  REPLACE,
  rest,
  resting,
  retryFor,
  STARTED,
  starting,
  UPDATE,
  updating,
  waiting,
} from "../../src/lifecycle/state-values.js";
import type { Outcome } from "../../src/lifecycle/outcome.js";
import { nextAction } from "../../src/lifecycle/next-action.js";

const OUTCOMES: readonly Outcome[] = [
  { kind: "finished" },
  { kind: "missing" },
  { kind: "bounce" },
  { kind: "uninstall" },
  { kind: "failed", error: new Error("broken") },
];

/** What is planned after each of the outcomes, in their order. */
function plans(state: NodeState): string[] {
  return OUTCOMES.map((outcome) => {
    const plan = nextAction(state, outcome);
    return plan.kind === "rest" ? `rest ${plan.why}` : plan.kind;
  });
}

const BY_ITSELF = ["rest finished", "rest missing", "bounce", "remove", "retry"];

test.each([ABSENT, resting("finished"), waiting(0), starting(false), STARTED])(
  "what becomes of one that was $kind, and ended by itself, is for its outcome to say",
  (state) => {
    expect(plans(state)).toEqual(BY_ITSELF);
  },
);

const ASKED: readonly (readonly [NextAction, string])[] = [
  [BOUNCE, "bounce"],
  [retryFor(new Error("overran")), "retry"],
  [REPLACE, "replace"],
  [rest("held"), "rest held"],
  [REMOVE, "remove"],
];

test.each(ASKED)("one that was told to stop does what was to follow: %o", (next, follows) => {
  for (const kind of ["aborting", "stopping"] as const) {
    expect(plans(ending(kind, next, false))).toEqual(OUTCOMES.map(() => follows));
  }
});

test("one that is to be restarted, or renewed, and ends before does not rest, but fails and goes", () => {
  for (const state of [
    ending("draining", BOUNCE, false),
    outdated(UPDATE, 0, false),
    outdated(BOUNCE, 0, true),
    updating(false),
  ]) {
    expect(plans(state)).toEqual(["bounce", "bounce", "bounce", "remove", "retry"]);
  }
});

test("one that is to go further than a restart and ends before it is told goes there", () => {
  for (const [next, follows] of ASKED.slice(1)) {
    expect(plans(ending("draining", next, false))).toEqual(OUTCOMES.map(() => follows));
    expect(plans(outdated(next, 0, false))).toEqual(OUTCOMES.map(() => follows));
  }
});
