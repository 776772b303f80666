import { expect, test } from "vitest";
import { isLeft, type LastRun, serves, stopServing } from "../../src/graph/last-run.js";
import { type Node, NodeRecord } from "../../src/graph/node.js";
import { ComparedOffer } from "../../src/graph/offer.js";
import { Run } from "../../src/graph/run.js";
import {
  BOUNCE,
  ending,
  outdated,
  REMOVE,
  STARTED,
  starting,
} from "../../src/lifecycle/state-values.js";
import { NEVER } from "../support.js";

const PHASES = ["serving", "leaving", "stopping"] as const;

function lastIn(phase: LastRun<Node>["phase"]): LastRun<Node> {
  const node = new NodeRecord("db", 0);
  const run = new Run<Node>(node, NEVER, [], () => undefined);
  return { run, startedAt: 0, phase, since: 0, whenDone: [] };
}

test("a last worker serves while its next one is started, or given up to be started again", () => {
  const states = [
    starting(false),
    ending("aborting", BOUNCE, false),
    ending("aborting", REMOVE, false),
    ending("draining", BOUNCE, false),
    outdated(BOUNCE, 0, false),
    STARTED,
  ];
  const serving = lastIn("serving");
  expect(states.map((state) => serves(serving, state))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  for (const phase of ["leaving", "stopping"] as const) {
    expect(states.some((state) => serves(lastIn(phase), state))).toBe(false);
  }
});

test("one that serves no longer is left by its dependents; one that was told to stop is not asked again", () => {
  const phases = PHASES.map((phase) => {
    const last = lastIn(phase);
    stopServing(last);
    return last.phase;
  });
  expect(phases).toEqual(["leaving", "leaving", "stopping"]);
});

test("it is left once nobody holds its output, or once its next one's is as good", () => {
  expect(PHASES.map((phase) => isLeft(lastIn(phase)))).toEqual([false, true, false]);
  const last = lastIn("leaving");
  last.run.users = 1;
  expect(isLeft(last)).toBe(false);
  const offer = new ComparedOffer<Node>(last.run.node, last.run, { output: 1 });
  offer.users = 1;
  last.run.offer = offer;
  expect(isLeft(last)).toBe(false);
  const next = new Run<Node>(last.run.node, NEVER, [], () => undefined);
  offer.renew(new ComparedOffer<Node>(last.run.node, next, { output: 2 }), 7);
  expect(isLeft(last)).toBe(true);
});
