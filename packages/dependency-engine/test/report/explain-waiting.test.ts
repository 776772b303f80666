import { expect, test } from "vitest";
import { BounceError } from "../../src/index.js";
import { bench, probeOf, turn } from "../support.js";

test("one that was only just installed is about to start, and waits for no time", () => {
  const { engine, add } = bench();
  add("a");
  expect(engine.explain("a")).toStrictEqual({
    name: "a",
    state: "waiting",
    text: '"a" is about to start.',
    chain: [{ manifold: "a", what: "is about to start" }],
    root: { manifold: "a", what: "is about to start" },
    attempt: 1,
    unknown: [],
  });
});

test("a first start is attempt 1, and that goes without saying", async () => {
  const { engine, clock, add } = bench();
  add("slow", { startsIn: 5000 });
  add("a", { inputs: ["slow"] });
  await clock.advance(999);
  expect(engine.explain("slow")).toMatchObject({
    attempt: 1,
    text: '"slow" has been starting for 999 ms.',
  });
  await clock.advance(1);
  expect(engine.explain("slow").text).toBe('"slow" has been starting for 1.0 s.');
});

test("one that waits for an input waits for no time", async () => {
  const { engine, clock, add } = bench();
  add("slow", { startsIn: 400 });
  add("a", { inputs: ["slow"] });
  await clock.advance(100);
  expect(engine.explain("a")).not.toHaveProperty("next");
  expect(engine.explain("slow")).not.toHaveProperty("next");
});

test("one that is to be tried again says for which attempt", async () => {
  const { engine, clock, add } = bench({ errorDelay: 3000, random: () => 0.5 });
  add("a", {
    onStart: () => {
      throw new Error("not yet");
    },
  });
  await clock.advance(3000);
  expect(engine.explain("a")).toMatchObject({
    attempt: 3,
    text: '"a" failed: not yet; is tried again in 3.0 s, for attempt 3.',
  });
});

test("one that was bounced and has nothing to regret is only tried again", async () => {
  const { engine, clock, add } = bench({ bounceDelay: 200, random: () => 0.5 });
  add("a");
  await clock.advance(0);
  engine.bounce("a");
  await clock.advance(50);
  expect(engine.explain("a").root).toStrictEqual({
    manifold: "a",
    what: "is tried again in 150 ms",
  });
});

test("a start that is no longer wanted is being aborted", async () => {
  const { engine, clock, add } = bench();
  add("a", { startsIn: 300, deaf: true });
  await clock.advance(100);
  engine.bounce("a");
  await clock.advance(50);
  expect(engine.explain("a")).toMatchObject({
    state: "aborting",
    text: '"a" has been stopping for 50 ms.',
  });
});

test("what waits for its dependents names the one that holds it", async () => {
  const { engine, clock, add } = bench();
  const a = add("a");
  const bystander = add("bystander", { inputs: ["a"] });
  add("holder", { inputs: ["a"], stopsIn: 100 });
  await engine.settled();
  bystander.end();
  await turn();
  a.end(new Error("broken"));
  await clock.advance(50);
  expect(engine.explain("a").chain.map(({ manifold }) => manifold)).toEqual(["a", "holder"]);
});

test("right after a bounce, one that runs is in the way of its input", async () => {
  const { engine, add } = bench();
  add("a");
  add("b", { inputs: ["a"] });
  await engine.settled();
  engine.bounce("a");
  expect(engine.explain("a").text).toBe(
    '"a" must restart, and waits for its dependents to stop, because "b" is running.',
  );
  await engine.settled();
});

test("an input that runs, but is about to be restarted, is followed to what it waits for", async () => {
  const { engine, clock, add } = bench();
  add("b", { optional: ["late"] });
  await engine.settled();
  add("late", { startsIn: 100 });
  await clock.advance(10);
  add("c", { inputs: ["b"] });
  await clock.advance(10);
  expect(engine.explain("c").text).toBe(
    '"c" waits for "b", because "b" runs, and is to be restarted for "late", because "late" has ' +
      "been starting for 20 ms.",
  );
});

test("a very long chain of causes is told as far as anybody would read it", async () => {
  const { engine, add } = bench();
  const first = add("n0");
  for (let index = 1; index < 80; index += 1) add(`n${index}`, { inputs: [`n${index - 1}`] });
  await engine.settled();
  first.end(new BounceError());
  await turn();
  await engine.settled();
  expect(engine.explain("n79").chain).toHaveLength(50);
  expect(engine.explain("n49").root).toMatchObject({ manifold: "n0" });
  expect(engine.explain("n40").chain).toHaveLength(41);
});

test("what set it moving is told although it has been forgotten since", async () => {
  const { engine, clock, add } = bench();
  add("x");
  const y = add("y", { optional: ["x"] });
  add("z", { inputs: ["y"] });
  await engine.settled();
  await engine.remove("x");
  await engine.settled();
  const replaced = engine.replace(y.name, probeOf("y", {}, clock).manifold);
  expect(engine.explain("z")).toMatchObject({
    root: { manifold: "x", what: "was removed" },
    unknown: [],
  });
  await replaced;
  await engine.settled();
});
