import { expect, test } from "vitest";
import { nextTime, type Due, type Limits, whatIsDue } from "../../src/run/deadlines.js";
import { StopBudget } from "../../src/run/stop-budget.js";
import type { EngineConfig } from "../../src/index.js";
import { resolveConfig } from "../../src/engine-config.js";
import { type Node, NodeRecord } from "../../src/graph/node.js";
import type { LastRun } from "../../src/graph/last-run.js";
import { Run, Update } from "../../src/graph/run.js";
import { NO_FAILURES } from "../../src/lifecycle/failure-record.js";
import type { NodeState } from "../../src/lifecycle/node-state.js";
import {
  ABSENT,
  BOUNCE,
  ending,
  outdated,
  resting,
  STARTED,
  starting,
  UPDATE,
  updating,
  waiting,
} from "../../src/lifecycle/state-values.js";
import { CONFIG, NEVER } from "../support.js";

const limits = limitsOf({ patience: 100, startDeadline: 1000, stopDeadline: 300 });

function limitsOf(config: EngineConfig): Limits {
  return { config: resolveConfig({ ...CONFIG, ...config }), stopBudget: new StopBudget() };
}

/** One that is in `state` since 50. */
function nodeIn(state: NodeState, more: Partial<Node> = {}): Node {
  return Object.assign(new NodeRecord("a", 0), { state, since: 50, ...more });
}

const updatingRun = new Run<Node>(nodeIn(STARTED), NEVER, [], () => undefined);
updatingRun.update = new Update<Node>(updatingRun.node, []);

/** A last worker that was told to stop at 40. */
const last: LastRun<Node> = {
  run: new Run<Node>(nodeIn(STARTED), NEVER, [], () => undefined),
  startedAt: 0,
  phase: "stopping",
  since: 40,
  whenDone: [],
};
const leaving: LastRun<Node> = { ...last, phase: "leaving" };

const ALARMS: readonly (readonly [string, Node, number])[] = [
  ["one that is not there", nodeIn(ABSENT), Infinity],
  ["one that rests", nodeIn(resting("finished")), Infinity],
  ["one that runs", nodeIn(STARTED), Infinity],
  ["one that waits for a delay", nodeIn(waiting(900)), 900],
  ["one whose delay has passed, and waits for inputs", nodeIn(waiting(60)), Infinity],
  ["one whose dependents are slow to stop", nodeIn(waiting(0), { users: 1 }), 150],
  ["the same, from the end of its delay on", nodeIn(waiting(60), { users: 1 }), 160],
  ["the same, given up already", nodeIn(waiting(0, true), { users: 1 }), Infinity],
  ["one that must end after its dependents", nodeIn(ending("draining", BOUNCE, false)), 150],
  ["the same, given up already", nodeIn(ending("draining", BOUNCE, true)), Infinity],
  ["one that is to be renewed after a delay", nodeIn(outdated(BOUNCE, 900, false)), 900],
  ["one that is to be renewed, and waits for inputs", nodeIn(outdated(UPDATE, 0, false)), Infinity],
  ["the same, while its last worker stops", nodeIn(outdated(BOUNCE, 0, false), { last }), 150],
  ["the same, given up already", nodeIn(outdated(BOUNCE, 0, true), { last }), 340],
  ["one whose last worker is to be left", nodeIn(waiting(0), { last: leaving }), 150],
  ["one that runs while its last worker stops", nodeIn(STARTED, { last }), 340],
  [
    "one that runs while its last worker is to be left",
    nodeIn(STARTED, { last: leaving }),
    Infinity,
  ],
  ["an update", nodeIn(updating(false)), 150],
  ["an update that nobody waits for", nodeIn(updating(true)), 1050],
  [
    "an update that is not wanted any more",
    nodeIn(ending("draining", BOUNCE, true), { run: updatingRun }),
    350,
  ],
  [
    "the same, of one that is to be replaced",
    nodeIn(outdated(BOUNCE, 0, true), { run: updatingRun }),
    350,
  ],
  ["a start", nodeIn(starting(false)), 150],
  [
    "a start after others in vain",
    nodeIn(starting(false), { failures: { ...NO_FAILURES, waitedMs: 30 } }),
    120,
  ],
  ["a start that nobody waits for", nodeIn(starting(true)), 1050],
  ["a start that is to end", nodeIn(ending("aborting", BOUNCE, false)), 150],
  ["the same, given up already", nodeIn(ending("aborting", BOUNCE, true)), 350],
  ["a worker that is to end", nodeIn(ending("stopping", BOUNCE, false)), 150],
  ["the same, given up already", nodeIn(ending("stopping", BOUNCE, true)), 350],
];

test.each(ALARMS)("time next matters to %s", (_who, node, at) => {
  expect(nextTime(node, 60, limits)).toBe(at);
});

test("a deadline that is shorter than the patience comes first", () => {
  const hasty = limitsOf({ patience: 100, startDeadline: 40, stopDeadline: 30 });
  expect(nextTime(nodeIn(starting(false)), 50, hasty)).toBe(90);
  expect(nextTime(nodeIn(ending("stopping", BOUNCE, false)), 50, hasty)).toBe(80);
});

const RINGS: readonly (readonly [string, Node, number, Due])[] = [
  ["a delay", nodeIn(waiting(900)), 900, "due"],
  [
    "a delay that is long with dependents still there",
    nodeIn(waiting(900), { users: 1 }),
    900,
    "due",
  ],
  ["a delay before a renewal", nodeIn(outdated(BOUNCE, 900, false)), 900, "due"],
  ["a last worker that stops", nodeIn(STARTED, { last }), 340, "last overrun"],
  ["one not yet slow to stop", nodeIn(outdated(BOUNCE, 0, false), { last }), 339, "patience"],
  ["an update", nodeIn(updating(false)), 1050, "update overrun"],
  ["an update that is slow", nodeIn(updating(false)), 1049, "patience"],
  [
    "an update not wanted",
    nodeIn(ending("draining", BOUNCE, true), { run: updatingRun }),
    350,
    "update stuck",
  ],
  [
    "one not yet stuck",
    nodeIn(ending("draining", BOUNCE, false), { run: updatingRun }),
    349,
    "patience",
  ],
  [
    "one of a renewal",
    nodeIn(outdated(BOUNCE, 0, true), { run: updatingRun }),
    350,
    "update stuck",
  ],
  ["dependents slow to stop", nodeIn(waiting(60), { users: 1 }), 160, "patience"],
  ["dependents not yet slow", nodeIn(waiting(60), { users: 1 }), 159, "due"],
  ["no dependents to wait for", nodeIn(waiting(60)), 160, "due"],
  ["a start", nodeIn(starting(false)), 150, "patience"],
  ["a start that takes too long", nodeIn(starting(true)), 1050, "start overrun"],
  ["a start that is to end", nodeIn(ending("aborting", BOUNCE, false)), 150, "patience"],
  ["a start that does not end", nodeIn(ending("aborting", BOUNCE, true)), 350, "stop overrun"],
  ["a worker that is to end", nodeIn(ending("stopping", BOUNCE, false)), 349, "patience"],
  ["a worker that does not end", nodeIn(ending("stopping", BOUNCE, true)), 350, "stop overrun"],
  ["one that must end", nodeIn(ending("draining", BOUNCE, false)), 150, "patience"],
  ["one that is not there", nodeIn(ABSENT), 1e6, "patience"],
  ["one that rests", nodeIn(resting("held")), 1e6, "patience"],
  ["one that runs", nodeIn(STARTED), 1e6, "patience"],
];

test.each(RINGS)("an alarm is understood by what it was set for: %s", (_what, node, now, due) => {
  expect(whatIsDue(node, now, limits)).toBe(due);
});
