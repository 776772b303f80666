import { expect, test } from "vitest";
import { BounceError, resourceName } from "../../src/index.js";
import { bench, probeOf, turn } from "../support.js";

test("a manifold that is removed is stopped after its dependents, and forgotten", async () => {
  const { engine, seen, add } = bench();
  add("a");
  const b = add("b", { inputs: ["a"] });
  await engine.settled();
  seen.length = 0;
  await engine.remove("a");
  expect(seen).toEqual(["stop b", "end b", "stop a", "end a"]);
  await engine.settled();
  expect(engine.report().manifolds).toEqual({ b: expect.objectContaining({ resting: "missing" }) });
  add("a");
  await engine.settled();
  expect(b.starts).toBe(2);
});

test("dependents that can do without what is removed start again without it", async () => {
  const { engine, add } = bench();
  add("a");
  const b = add("b", { optional: ["a"] });
  await engine.settled();
  await engine.remove("a");
  await engine.settled();
  expect([b.starts, b.got]).toEqual([2, { a: undefined }]);
});

test("one that does not run is removed at once", async () => {
  const { engine, add } = bench();
  add("a", { inputs: ["nowhere"] });
  await engine.settled();
  await engine.remove("a");
  expect(engine.report().manifolds).toEqual({});
  expect(engine.explain("nowhere").unknown).toEqual([{ name: "nowhere" }]);
});

test("replacing restarts the manifold and its dependents once, with the new inputs and output", async () => {
  const { engine, clock, seen, add } = bench();
  add("a", { stopsIn: 20 });
  const b = add("b", { inputs: ["a"], stopsIn: 10 });
  add("other");
  await engine.settled();
  seen.length = 0;
  const next = probeOf("a", { inputs: ["other"], manifold: { output: () => "new" } }, clock, seen);
  const done = engine.replace(next.name, next.manifold);
  await clock.advance(30);
  await done;
  await engine.settled();
  expect(seen).toEqual(["stop b", "end b", "stop a", "end a", "start a", "start b"]);
  expect([b.starts, b.got, next.got]).toEqual([2, { a: "new" }, { other: "other#1" }]);
  expect(engine.report().manifolds["a"]?.inputs).toEqual(["other"]);
});

test("what is replaced begins with a clean record", async () => {
  const { engine, clock, add } = bench({
    errorDelay: 100,
    backoffFactor: 10,
    backoffResetTime: 1e6,
    random: () => 0.5,
  });
  const a = add("a");
  await engine.settled();
  a.end(new Error("one"));
  await clock.advance(100);
  a.end(new Error("two"));
  await clock.advance(0);
  const next = probeOf("a", {}, clock);
  await engine.replace(next.name, next.manifold);
  await engine.settled();
  next.end(new Error("three"));
  await clock.advance(100);
  expect(next.starts).toBe(2);
});

test("replacing cannot close a cycle, and leaves everything as it was", async () => {
  const { engine, clock, add } = bench();
  const a = add("a", { inputs: ["base"] });
  add("b", { inputs: ["a"] });
  const base = add("base");
  await engine.settled();
  expect(() =>
    engine.replace(a.name, probeOf("a", { inputs: ["new", "b"] }, clock).manifold),
  ).toThrow('cannot install "a" manifold: cycle detected: a -> b -> a');
  base.end(new BounceError());
  await turn();
  await engine.settled();
  expect([a.starts, a.got]).toEqual([2, { base: "base#2" }]);
  expect(engine.explain("new").unknown).toEqual([{ name: "new" }]);
});

test("a cycle is refused with its path, and nothing is installed", () => {
  const { engine, add } = bench();
  add("a", { inputs: ["b"] });
  add("b", { inputs: ["c", "d"] });
  expect(() => add("c", { inputs: ["x", "a"] })).toThrow(
    expect.objectContaining({ code: "ERR_CYCLE", manifold: "c", path: ["c", "a", "b", "c"] }),
  );
  expect(() => add("self", { inputs: ["self"] })).toThrow("self -> self");
  expect(Object.keys(engine.report().manifolds)).toEqual(["a", "b"]);
  add("c");
  add("x", { inputs: ["a"] });
});

test("a name in use cannot be installed", () => {
  const { add } = bench();
  add("a");
  expect(() => add("a")).toThrow(
    expect.objectContaining({ code: "ERR_ALREADY_INSTALLED", manifold: "a" }),
  );
});

test("a name that is not installed is refused with the nearest that is", () => {
  const { engine, clock, add } = bench();
  add("api-caller");
  const error = expect.objectContaining({
    code: "ERR_NOT_INSTALLED",
    manifold: "api-calller",
    nearest: "api-caller",
    message: '"api-calller" manifold not installed; did you mean "api-caller"?',
  });
  expect(() => engine.remove("api-calller")).toThrow(error);
  expect(() => engine.bounce("api-calller")).toThrow(error);
  expect(() =>
    engine.replace(resourceName("api-calller"), probeOf("x", {}, clock).manifold),
  ).toThrow(error);
  expect(() => engine.bounce("something else")).toThrow(/installed$/);
});

test("a bounce tries one that waits for its next attempt at once", async () => {
  const { engine, add } = bench({ errorDelay: 60_000 });
  const a = add("a");
  await engine.settled();
  a.end(new Error("broken"));
  await turn();
  engine.bounce("a");
  await engine.settled();
  expect(a.starts).toBe(2);
});

test("a removal during a wave is folded into it", async () => {
  const { engine, clock, add } = bench();
  const a = add("a");
  add("b", { inputs: ["a"], stopsIn: 50 });
  const c = add("c", { inputs: ["a"], optional: ["b"] });
  await engine.settled();
  a.end(new BounceError());
  await clock.advance(10);
  const removed = engine.remove("b");
  await clock.advance(50);
  await removed;
  await engine.settled();
  expect([a.starts, c.starts, c.got]).toEqual([2, 2, { a: "a#2", b: undefined }]);
});

test("the later of a removal and a replacement counts", async () => {
  const { engine, clock, add } = bench();
  add("a", { stopsIn: 10 });
  add("b", { stopsIn: 10 });
  await engine.settled();
  const nextA = probeOf("a", {}, clock);
  const nextB = probeOf("b", {}, clock);
  const all = [
    engine.remove("a"),
    engine.replace(nextA.name, nextA.manifold),
    engine.replace(nextB.name, nextB.manifold),
    engine.remove("b"),
  ];
  await clock.advance(10);
  await Promise.all(all);
  await engine.settled();
  expect(Object.keys(engine.report().manifolds)).toEqual(["a"]);
  expect([nextA.starts, nextB.starts]).toEqual([1, 0]);
});

// Groups

test("a group stops as one, leaves first, stays stopped, and starts as one", async () => {
  const { engine, clock, seen, add } = bench();
  const base = add("base");
  const group = engine.group();
  for (const [name, inputs] of [
    ["one", ["base"]],
    ["two", ["one"]],
  ] as const) {
    const probe = probeOf(name, { inputs }, clock, seen);
    group.install(probe.name, probe.manifold);
  }
  const outside = add("outside", { optional: ["one", "two"] });
  await engine.settled();
  seen.length = 0;
  await group.stop();
  expect(seen.slice(0, 6)).toEqual([
    "stop outside",
    "end outside",
    "stop two",
    "end two",
    "stop one",
    "end one",
  ]);
  base.end(new BounceError());
  await turn();
  engine.bounce("one");
  await engine.settled();
  expect(seen.filter((line) => line === "start one")).toEqual([]);
  expect(outside.got).toEqual({ one: undefined, two: undefined });
  seen.length = 0;
  group.start();
  await engine.settled();
  expect(seen.filter((line) => line.startsWith("start"))).toEqual([
    "start one",
    "start two",
    "start outside",
  ]);
  expect(group.members).toEqual(["one", "two"]);
});

test("what is installed into a stopped group is installed stopped", async () => {
  const { engine, clock } = bench();
  const group = engine.group();
  await group.stop();
  const probe = probeOf("a", {}, clock);
  group.install(probe.name, probe.manifold);
  await engine.settled();
  expect([probe.calls, engine.report().manifolds["a"]?.resting]).toEqual([0, "held"]);
  group.start();
  await engine.settled();
  expect(probe.starts).toBe(1);
});

test("a group that is started while it stops is restarted", async () => {
  const { engine, clock } = bench();
  const group = engine.group();
  const probe = probeOf("a", { stopsIn: 50 }, clock);
  group.install(probe.name, probe.manifold);
  await engine.settled();
  const stopped = group.stop();
  group.start();
  await clock.advance(50);
  await stopped;
  await engine.settled();
  expect(probe.starts).toBe(2);
});

test("a group is bounced in one wave, and removed as one", async () => {
  const { engine, clock, add } = bench();
  const group = engine.group();
  const one = probeOf("one", {}, clock);
  const two = probeOf("two", { inputs: ["one"] }, clock);
  group.install(one.name, one.manifold).install(two.name, two.manifold);
  const both = add("both", { optional: ["one", "two"] });
  await engine.settled();
  group.bounce();
  await engine.settled();
  expect([one.starts, two.starts, both.starts]).toEqual([2, 2, 2]);
  await group.remove();
  await engine.settled();
  expect([Object.keys(engine.report().manifolds), group.members]).toEqual([["both"], []]);
  expect(both.starts).toBe(3);
});

test("a replacement of one that is held stays held", async () => {
  const { engine, clock } = bench();
  const group = engine.group();
  const old = probeOf("a", {}, clock);
  group.install(old.name, old.manifold);
  await group.stop();
  const next = probeOf("a", {}, clock);
  await engine.replace(next.name, next.manifold);
  await engine.settled();
  expect(next.calls).toBe(0);
  group.start();
  await engine.settled();
  expect([old.starts, next.starts]).toEqual([0, 1]);
});
