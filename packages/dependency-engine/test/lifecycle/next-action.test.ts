import { expect, test } from "vitest";
import type { NodeState, Sequel } from "../../src/lifecycle/node-state.js";
import {
  ABSENT,
  ending,
  fail,
  plain,
  rest,
  RESTART,
  resting,
  STARTED,
  starting,
  waiting,
} from "../../src/lifecycle/node-events.js";
import type { Outcome } from "../../src/lifecycle/outcome.js";
import { planFor } from "../../src/lifecycle/next-action.js";

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
    const plan = planFor(state, outcome);
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

const ASKED: readonly (readonly [Sequel, string])[] = [
  [RESTART, "bounce"],
  [fail(new Error("overran")), "retry"],
  [plain("replace"), "renew"],
  [rest("held"), "rest held"],
  [plain("remove"), "remove"],
];

test.each(ASKED)("one that was told to stop does what was to follow: %o", (next, follows) => {
  for (const kind of ["aborting", "stopping"] as const) {
    expect(plans(ending(kind, next, false))).toEqual(OUTCOMES.map(() => follows));
  }
});

test("one that is to be restarted and ends before it is told does not rest, but fails and goes", () => {
  expect(plans(ending("condemned", RESTART, false))).toEqual([
    "bounce",
    "bounce",
    "bounce",
    "remove",
    "retry",
  ]);
});

test("one that is to go further than a restart and ends before it is told goes there", () => {
  for (const [next, follows] of ASKED.slice(1)) {
    expect(plans(ending("condemned", next, false))).toEqual(OUTCOMES.map(() => follows));
  }
});
