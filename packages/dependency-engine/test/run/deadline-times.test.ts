import { expect, test } from "vitest";
import { alarmOf, type Due, dueFor } from "../../src/run/deadlines.js";
import { settleConfig } from "../../src/engine-config.js";
import { Node } from "../../src/graph/node.js";
import type { NodeState } from "../../src/lifecycle/node-state.js";
import {
  ABSENT,
  ending,
  RESTART,
  resting,
  STARTED,
  starting,
  waiting,
} from "../../src/lifecycle/node-events.js";
import { CONFIG } from "../support.js";

const config = settleConfig({ ...CONFIG, patience: 100, startDeadline: 1000, stopDeadline: 300 });

/** One that is in `state` since 50. */
function nodeIn(state: NodeState, more: Partial<Node> = {}): Node {
  return Object.assign(new Node("a", 0), { state, since: 50, ...more });
}

const ALARMS: readonly (readonly [string, Node, number])[] = [
  ["one that is not there", nodeIn(ABSENT), Infinity],
  ["one that rests", nodeIn(resting("finished")), Infinity],
  ["one that runs", nodeIn(STARTED), Infinity],
  ["one that waits for a delay", nodeIn(waiting(900)), 900],
  ["one whose delay has passed, and waits for inputs", nodeIn(waiting(60)), Infinity],
  ["one whose dependents are slow to stop", nodeIn(waiting(0), { holders: 1 }), 150],
  ["the same, from the end of its delay on", nodeIn(waiting(60), { holders: 1 }), 160],
  ["the same, given up already", nodeIn(waiting(0, true), { holders: 1 }), Infinity],
  ["one that must end after its dependents", nodeIn(ending("condemned", RESTART, false)), 150],
  ["the same, given up already", nodeIn(ending("condemned", RESTART, true)), Infinity],
  ["a start", nodeIn(starting(false)), 150],
  ["a start after others in vain", nodeIn(starting(false), { inVain: 30 }), 120],
  ["a start that nobody waits for", nodeIn(starting(true)), 1050],
  ["a start that is to end", nodeIn(ending("aborting", RESTART, false)), 150],
  ["the same, given up already", nodeIn(ending("aborting", RESTART, true)), 350],
  ["a worker that is to end", nodeIn(ending("stopping", RESTART, false)), 150],
  ["the same, given up already", nodeIn(ending("stopping", RESTART, true)), 350],
];

test.each(ALARMS)("time next matters to %s", (_who, node, at) => {
  expect(alarmOf(node, 60, config)).toBe(at);
});

test("a deadline that is shorter than the patience comes first", () => {
  const hasty = settleConfig({ ...CONFIG, patience: 100, startDeadline: 40, stopDeadline: 30 });
  expect(alarmOf(nodeIn(starting(false)), 50, hasty)).toBe(90);
  expect(alarmOf(nodeIn(ending("stopping", RESTART, false)), 50, hasty)).toBe(80);
});

const RINGS: readonly (readonly [string, Node, number, Due])[] = [
  ["a delay", nodeIn(waiting(900)), 900, "due"],
  [
    "a delay that is long with dependents still there",
    nodeIn(waiting(900), { holders: 1 }),
    900,
    "due",
  ],
  ["dependents slow to stop", nodeIn(waiting(60), { holders: 1 }), 160, "patience"],
  ["dependents not yet slow", nodeIn(waiting(60), { holders: 1 }), 159, "due"],
  ["no dependents to wait for", nodeIn(waiting(60)), 160, "due"],
  ["a start", nodeIn(starting(false)), 150, "patience"],
  ["a start that takes too long", nodeIn(starting(true)), 1050, "start overrun"],
  ["a start that is to end", nodeIn(ending("aborting", RESTART, false)), 150, "patience"],
  ["a start that does not end", nodeIn(ending("aborting", RESTART, true)), 350, "stop overrun"],
  ["a worker that is to end", nodeIn(ending("stopping", RESTART, false)), 349, "patience"],
  ["a worker that does not end", nodeIn(ending("stopping", RESTART, true)), 350, "stop overrun"],
  ["one that must end", nodeIn(ending("condemned", RESTART, false)), 150, "patience"],
  ["one that is not there", nodeIn(ABSENT), 1e6, "patience"],
  ["one that rests", nodeIn(resting("held")), 1e6, "patience"],
  ["one that runs", nodeIn(STARTED), 1e6, "patience"],
];

test.each(RINGS)("an alarm is understood by what it was set for: %s", (_what, node, now, due) => {
  expect(dueFor(node, now, config)).toBe(due);
});
