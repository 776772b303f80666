import { expect, test } from "vitest";
import { BounceError } from "../../src/index.js";
import { bench, turn } from "../support.js";

test("workers start after what they depend on, whatever the order of their installation", async () => {
  const { engine, seen, add } = bench();
  add("c", { inputs: ["a", "b"] });
  add("b", { inputs: ["a"] });
  add("a");
  await engine.settled();
  expect(seen).toEqual(["start a", "start b", "start c"]);
});

test("each worker of a cold start is started once, though all are asynchronous", async () => {
  const { engine, clock, add } = bench();
  const probes = ["d", "c", "b", "a"].map((name, index, names) =>
    add(name, { inputs: names.slice(index + 1), startsIn: 10 }),
  );
  await clock.advance(40);
  await engine.settled();
  expect(probes.map(({ calls, starts }) => [calls, starts])).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
});

test("dependents are told to stop, and have ended, before what they depend on is told", async () => {
  const { engine, clock, seen, add } = bench();
  add("a");
  add("b", { inputs: ["a"], stopsIn: 30 });
  add("c", { inputs: ["b"], stopsIn: 20 });
  await engine.settled();
  seen.length = 0;
  engine.kill();
  await clock.advance(50);
  await engine.wait();
  expect(seen).toEqual(["stop c", "end c", "stop b", "end b", "stop a", "end a"]);
});

test("a bounce stops the affected leaves first and starts them roots first, once each", async () => {
  const { engine, seen, add } = bench();
  const a = add("a");
  add("b", { inputs: ["a"] });
  add("c", { inputs: ["b"] });
  add("aside");
  await engine.settled();
  seen.length = 0;
  a.end(new BounceError());
  await turn();
  await engine.settled();
  expect(seen).toEqual(["stop c", "end c", "stop b", "end b", "start a", "start b", "start c"]);
});

test("at the bottom of a diamond a worker is restarted once, with both new inputs", async () => {
  const { engine, clock, add } = bench();
  const top = add("top");
  add("left", { inputs: ["top"], startsIn: 10, stopsIn: 5 });
  add("right", { inputs: ["top"], startsIn: 70, stopsIn: 90 });
  const bottom = add("bottom", { inputs: ["left", "right"] });
  await clock.advance(100);
  expect(bottom.got).toEqual({ left: "left#1", right: "right#1" });
  top.end(new Error("broken"));
  await clock.advance(500);
  expect(bottom.got).toEqual({ left: "left#2", right: "right#2" });
  expect(bottom.calls).toBe(2);
  expect(engine.report().manifolds["bottom"]?.["start-count"]).toBe(2);
});

test("a change during a wave is folded into it", async () => {
  const { engine, clock, add } = bench();
  const a = add("a", { stopsIn: 10 });
  const b = add("b", { stopsIn: 10 });
  const c = add("c", { inputs: ["a", "b"], stopsIn: 10 });
  await engine.settled();
  a.end(new BounceError());
  await clock.advance(5);
  b.end(new BounceError());
  engine.bounce("a");
  await clock.advance(100);
  expect([a.starts, b.starts, c.starts]).toEqual([2, 2, 2]);
});

test("a start that is under way is aborted when an input of it changes, and made again", async () => {
  const { clock, add, story } = bench();
  const a = add("a");
  const b = add("b", { inputs: ["a"], startsIn: 50 });
  await clock.advance(20);
  a.end(new BounceError());
  await clock.advance(60);
  expect([b.calls, b.starts, b.got]).toEqual([2, 1, { a: "a#2" }]);
  expect(story("ended").at(-1)).toContain(`"manifold":"b","outcome":"failed","asked":true`);
});

test("a worker that can do without an input runs without it, and is restarted once when it comes", async () => {
  const { engine, add } = bench();
  const declared = add("declared", { optional: ["late"] });
  const plain = add("plain", { inputs: ["late"], copes: true });
  await engine.settled();
  expect([declared.got, plain.got]).toEqual([{ late: undefined }, { late: undefined }]);
  add("late");
  await engine.settled();
  expect([declared.got, plain.got]).toEqual([{ late: "late#1" }, { late: "late#1" }]);
  expect([declared.calls, plain.calls]).toEqual([2, 2]);
});

test("at a cold start a worker waits for an optional input that is about to come", async () => {
  const { clock, add } = bench({ patience: 100 });
  const worker = add("worker", { optional: ["input"] });
  add("input", { startsIn: 99, optional: ["deeper"] });
  add("deeper", { startsIn: 99 });
  await clock.advance(1000);
  expect([worker.calls, worker.got]).toEqual([1, { input: "input#1" }]);
});

test("a slow optional input holds up nobody for longer than the patience", async () => {
  const { clock, add } = bench({ patience: 100 });
  const worker = add("worker", { optional: ["slow"] });
  add("slow", { startsIn: 5000 });
  await clock.advance(99);
  expect(worker.starts).toBe(0);
  await clock.advance(1);
  expect([worker.starts, worker.got]).toEqual([1, { slow: undefined }]);
  await clock.advance(5000);
  expect([worker.starts, worker.got]).toEqual([2, { slow: "slow#1" }]);
});

test("an input that is slow to stop holds up nobody who can do without it", async () => {
  const { clock, add } = bench({ patience: 100 });
  const slow = add("slow", { stopsIn: 5000 });
  const other = add("other");
  const worker = add("worker", { optional: ["slow", "other"] });
  await clock.advance(0);
  add("through", { inputs: ["other"] });
  slow.end(new BounceError());
  other.end(new BounceError());
  await clock.advance(200);
  expect(worker.got).toEqual({ slow: "slow#2", other: "other#2" });
  await clock.advance(10_000);
  expect(worker.starts).toBe(2);
});

test("a delay longer than the patience is not waited for", async () => {
  const { clock, add } = bench({ errorDelay: 3000, patience: 100 });
  const input = add("input");
  const worker = add("worker", { optional: ["input"] });
  await clock.advance(0);
  input.end(new Error("broken"));
  await clock.advance(0);
  expect(worker.got).toEqual({ input: undefined });
  await clock.advance(3300);
  expect([worker.starts, worker.got]).toEqual([3, { input: "input#2" }]);
});

test("a worker does not start with an input that is itself about to be restarted", async () => {
  const { engine, add } = bench();
  const root = add("root");
  const rests = add("rests", { optional: ["root"] });
  add("middle", { inputs: ["rests"], copes: true });
  const leaf = add("leaf", { inputs: ["middle", "root"] });
  await engine.settled();
  rests.end();
  await turn();
  await engine.settled();
  expect(leaf.starts).toBe(2);
  // `rests` comes back with `root`, and `middle` restarts for it: `leaf` waits for both.
  root.end(new BounceError());
  await turn();
  await engine.settled();
  expect(leaf.starts).toBe(3);
});

test("a bounce delay is waited for by all at the same time, not by one after the other", async () => {
  const { engine, clock, add } = bench({ bounceDelay: 10 });
  const root = add("n0");
  for (let index = 1; index < 100; index += 1) add(`n${index}`, { inputs: [`n${index - 1}`] });
  await engine.settled();
  root.end(new BounceError());
  await clock.advance(15);
  await engine.settled();
  expect(engine.report().manifolds["n99"]?.["start-count"]).toBe(2);
});

test("the patience with an input that keeps failing to start runs out over all its attempts", async () => {
  const { clock, add } = bench({ errorDelay: 40, patience: 100, random: () => 0.5 });
  const failing = add("failing", {
    startsIn: 10,
    onStart: () => {
      if (failing.calls < 20) throw new Error("not yet");
    },
  });
  const worker = add("worker", { optional: ["failing"] });
  await clock.advance(99);
  expect(worker.starts).toBe(0);
  await clock.advance(20);
  expect([failing.calls, worker.starts, worker.got]).toEqual([3, 1, { failing: undefined }]);
  await clock.advance(2000);
  expect([worker.starts, worker.got]).toEqual([2, { failing: "failing#1" }]);
});
