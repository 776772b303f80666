import { expect, test } from "vitest";
import { resolveConfig } from "../../src/engine-config.js";
import { type Node, NodeRecord } from "../../src/graph/node.js";
import { Run } from "../../src/graph/run.js";
import type { NodeState } from "../../src/lifecycle/node-state.js";
import { BOUNCE, ending, STARTED, starting, waiting } from "../../src/lifecycle/state-values.js";
import { CachedClock } from "../../src/timers/cached-clock.js";
import { TimeSlice } from "../../src/timers/time-slice.js";
import { Waves } from "../../src/run/waves.js";
import { CONFIG, NEVER, turn } from "../support.js";

/** Waves, and what is heard of them; `msEach` is what a look at the clock costs. */
function waveBench(msEach = 0) {
  const heard: string[] = [];
  let now = 0;
  const clock = {
    now: () => (now += msEach),
    setTimeout: () => undefined,
    clearTimeout: () => undefined,
  };
  const later: (() => void)[] = [];
  const slice = new TimeSlice(clock, (_ms, callback) => {
    later.push(callback);
    return () => undefined;
  });
  const drain = (): void => {
    heard.push("begin");
    if (waves.run()) heard.push("idle");
    else slice.later(drain);
  };
  const waves: Waves = new Waves(
    resolveConfig(CONFIG),
    new CachedClock(clock),
    slice,
    { hold: () => undefined, release: () => undefined },
    drain,
    {
      apply: ({ name }, { kind }) => heard.push(`${kind} ${name}`),
      applyHeld: ({ name }, { kind }, { input }) => heard.push(`${input} ${kind} for ${name}`),
      lastUnused: ({ name }) => heard.push(`last of ${name} unused`),
    },
  );
  let order = 0;
  const node = (name: string, state: NodeState, ...inputs: NodeRecord[]): NodeRecord => {
    const made = Object.assign(new NodeRecord(name, (order += 1)), { state, inputs });
    made.run = new Run<Node>(made, NEVER, [], () => undefined);
    for (const input of inputs) input.dependents = [...input.dependents, made];
    return made;
  };
  const tellUp = (up: NodeRecord): void => {
    up.availability = "up";
    up.offered = up.run;
  };
  const enter = (moved: NodeRecord, state: NodeState): void => {
    moved.state = state;
    waves.touch(moved);
  };
  return { heard, waves, node, enter, tellUp, later };
}

test("whoever may move is asked once, however often it was touched, and then all is idle once", async () => {
  const { heard, waves, node } = waveBench();
  const a = node("a", waiting(0));
  a.availability = "expected";
  waves.add(a);
  waves.add(a);
  waves.touch(a);
  await turn();
  expect(heard).toEqual(["begin", "go a", "idle"]);
  waves.add(a);
  await turn();
  expect(heard.slice(3)).toEqual(["begin", "go a", "idle"]);
});

test("only those that wait, and those that must end, are asked whether they can move on", async () => {
  const { heard, node, enter } = waveBench();
  enter(node("waits", waiting(0)), waiting(0));
  enter(node("must end", starting(false)), ending("draining", BOUNCE, false));
  enter(node("runs", starting(false)), STARTED);
  enter(node("ends", starting(false)), ending("stopping", BOUNCE, false));
  await turn();
  expect(heard).toEqual(["begin", "go waits", "unused must end", "idle"]);
});

test("everybody has heard of a change, as far as it goes, before anybody moves", async () => {
  const { heard, node, enter, tellUp } = waveBench();
  const root = node("root", waiting(0));
  const middle = node("middle", STARTED, root);
  const leaf = node("leaf", STARTED, middle);
  tellUp(middle);
  tellUp(leaf);
  enter(root, waiting(0));
  await turn();
  expect(heard).toEqual(["begin", "go root", "idle"]);
  expect([root, middle, leaf].map(({ availability }) => availability)).toEqual([
    "expected",
    "outdated",
    "outdated",
  ]);
  expect([middle.awaited, leaf.awaited]).toEqual([1, 1]);
  enter(root, STARTED);
  await turn();
  expect(heard.slice(3)).toEqual(["begin", "root changed for middle", "idle"]);
  expect([middle.awaited, leaf.awaited, leaf.availability]).toEqual([0, 0, "up"]);
});

test("a change that was undone before anybody heard of it moves nobody", async () => {
  const { heard, node, enter, tellUp } = waveBench();
  const input = node("input", STARTED);
  tellUp(input);
  node("dependent", waiting(0), input);
  enter(input, ending("draining", BOUNCE, false));
  enter(input, STARTED);
  await turn();
  expect(heard).toEqual(["begin", "idle"]);
});

test("once nothing is to start nobody is told how anybody looks", async () => {
  const { heard, waves, node, enter } = waveBench();
  const input = node("input", starting(false));
  node("dependent", waiting(0), input);
  waves.stopPropagating();
  enter(input, STARTED);
  await turn();
  expect([heard, input.availability]).toEqual([["begin", "idle"], "down"]);
});

test("a long wave lets the event loop turn, and goes on where it was, at a new moment", async () => {
  const { heard, waves, node, later } = waveBench(9);
  const nodes = Array.from({ length: 40 }, (_, index) => node(`n${index}`, waiting(0)));
  for (const one of nodes) waves.add(one);
  await Promise.resolve();
  // The first 16 begin the turn's share; the next 16 are found to have spent it.
  expect(heard).toEqual(["begin", ...nodes.slice(0, 32).map(({ name }) => `go ${name}`)]);
  heard.length = 0;
  await turn();
  expect(heard).toEqual([]);
  later[0]?.();
  expect(heard).toEqual(["begin", ...nodes.slice(32).map(({ name }) => `go ${name}`), "idle"]);
});

test("inputs that are coming are counted when a manifold is linked, and others are not", () => {
  const { waves, node } = waveBench();
  const inputs = (["expected", "outdated", "up", "down"] as const).map((availability) =>
    Object.assign(node(availability, STARTED), { availability }),
  );
  const all = node("all", waiting(0), ...inputs);
  waves.relinked(all);
  expect(all.awaited).toBe(2);
  all.inputs = inputs.slice(2);
  waves.relinked(all);
  expect(all.awaited).toBe(0);
});
