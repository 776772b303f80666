import { expect, test } from "vitest";
import { Node } from "../../src/graph/node.js";
import type { NodeState } from "../../src/lifecycle/node-state.js";
import { ending, RESTART, STARTED, starting, waiting } from "../../src/lifecycle/node-events.js";
import { Turns } from "../../src/timers/time-slice.js";
import { Waves } from "../../src/run/waves.js";
import { turn } from "../support.js";

/** Waves, and what is heard of them; `msEach` is what a look at the clock costs. */
function waveBench(msEach = 0) {
  const heard: string[] = [];
  let now = 0;
  const clock = {
    now: () => (now += msEach),
    setTimeout: () => undefined,
    clearTimeout: () => undefined,
  };
  const waves = new Waves(new Turns(clock), {
    begin: () => heard.push("begin"),
    changed: (node, input) => heard.push(`${input.name} changed for ${node.name}`),
    advance: (node) => heard.push(`advance ${node.name}`),
    idle: () => heard.push("idle"),
  });
  let order = 0;
  const node = (name: string, state: NodeState, ...inputs: Node[]): Node => {
    const made = new Node(name, (order += 1));
    made.state = state;
    made.inputs = inputs;
    for (const input of inputs) input.addDependent(made);
    return made;
  };
  const enter = (moved: Node, state: NodeState): void => {
    moved.state = state;
    waves.touch(moved);
  };
  return { heard, waves, node, enter };
}

test("whoever may move is asked once, however often it was touched, and then all is idle once", async () => {
  const { heard, waves, node } = waveBench();
  const a = node("a", waiting(0));
  a.outlook = "open";
  waves.nudge(a);
  waves.nudge(a);
  waves.touch(a);
  await turn();
  expect(heard).toEqual(["begin", "advance a", "idle"]);
  waves.nudge(a);
  await turn();
  expect(heard.slice(3)).toEqual(["begin", "advance a", "idle"]);
});

test("only those that wait, and those that must end, are asked whether they can move on", async () => {
  const { heard, node, enter } = waveBench();
  enter(node("waits", waiting(0)), waiting(0));
  enter(node("must end", starting(false)), ending("condemned", RESTART, false));
  enter(node("runs", starting(false)), STARTED);
  enter(node("ends", starting(false)), ending("stopping", RESTART, false));
  await turn();
  expect(heard).toEqual(["begin", "advance waits", "advance must end", "idle"]);
});

test("everybody has heard of a change, as far as it goes, before anybody moves", async () => {
  const { heard, node, enter } = waveBench();
  const root = node("root", waiting(0));
  const middle = node("middle", STARTED, root);
  const leaf = node("leaf", STARTED, middle);
  middle.outlook = "up";
  leaf.outlook = "up";
  enter(root, waiting(0));
  await turn();
  expect(heard).toEqual(["begin", "advance root", "idle"]);
  expect([root, middle, leaf].map(({ outlook }) => outlook)).toEqual([
    "open",
    "wavering",
    "wavering",
  ]);
  expect([middle.pending, leaf.pending]).toEqual([1, 1]);
  enter(root, STARTED);
  await turn();
  expect(heard.slice(3)).toEqual(["begin", "root changed for middle", "idle"]);
  expect([middle.pending, leaf.pending, leaf.outlook]).toEqual([0, 0, "up"]);
});

test("a change that was undone before anybody heard of it moves nobody", async () => {
  const { heard, node, enter } = waveBench();
  const input = node("input", STARTED);
  input.outlook = "up";
  node("dependent", waiting(0), input);
  enter(input, ending("condemned", RESTART, false));
  enter(input, STARTED);
  await turn();
  expect(heard).toEqual(["begin", "advance input", "idle"]);
});

test("once nothing is to start nobody is told how anybody looks", async () => {
  const { heard, waves, node, enter } = waveBench();
  const input = node("input", starting(false));
  node("dependent", waiting(0), input);
  waves.startNothing();
  enter(input, STARTED);
  await turn();
  expect([heard, input.outlook]).toEqual([["begin", "idle"], "down"]);
});

test("a long wave lets the event loop turn, and goes on where it was, at a new moment", async () => {
  const { heard, waves, node } = waveBench(9);
  const nodes = Array.from({ length: 150 }, (_, index) => node(`n${index}`, waiting(0)));
  for (const one of nodes) waves.nudge(one);
  await Promise.resolve();
  // The first 64 begin the turn's share; the next 64 are found to have spent it.
  expect(heard).toEqual(["begin", ...nodes.slice(0, 128).map(({ name }) => `advance ${name}`)]);
  heard.length = 0;
  await turn();
  await turn();
  expect(heard).toEqual([
    "begin",
    ...nodes.slice(128).map(({ name }) => `advance ${name}`),
    "idle",
  ]);
});
