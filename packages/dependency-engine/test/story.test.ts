import { expect, test } from "vitest";
import { type EngineEvent, resourceName } from "../src/index.js";
import { bench, probeOf, turn } from "./support.js";

/* What the stream tells of one manifold's life, and of waves. */

test("what is installed is told with its inputs, those it can do without apart", async () => {
  const { engine, story, add } = bench();
  add("a", { inputs: ["x", "y"], optional: ["z"] });
  engine.install(resourceName("b"), {
    inputs: [],
    start: () => new Promise<never>(() => undefined),
  });
  expect(story("installed")).toEqual([
    '{"kind":"installed","manifold":"a","inputs":["x","y"],"optional":["z"]}',
    '{"kind":"installed","manifold":"b","inputs":[],"optional":[]}',
  ]);
});

test("a start is told with what it starts without, and with the root of why", async () => {
  const { engine, story, add } = bench();
  add("there");
  add("a", { inputs: ["there"], optional: ["gone", "away"] });
  await engine.settled();
  expect(story("starting").at(-1)).toBe(
    '{"kind":"starting","manifold":"a","attempt":1,"without":["gone","away"],"because":{"manifold":"a","what":"installed"}}',
  );
});

test("what had no error is told without one", async () => {
  const { engine, events, add } = bench();
  const a = add("a");
  await engine.settled();
  a.end();
  await turn();
  engine.bounce("a");
  await engine.settled();
  for (const event of events) expect(event).not.toHaveProperty("error");
  const because = events.flatMap((event) => (event.kind === "starting" ? [event.because] : []));
  expect(because).toHaveLength(2);
  for (const why of because) expect(why).not.toHaveProperty("error");
});

test("an end is told with how long the worker ran; that of a start which failed did not run", async () => {
  const { engine, clock, events, add } = bench({ errorDelay: 1000 });
  const a = add("a", {
    startsIn: 5,
    onStart: () => {
      if (a.calls === 2) throw new Error("not yet");
    },
  });
  await clock.advance(5);
  await clock.advance(25);
  a.end();
  await turn();
  engine.bounce("a");
  await clock.advance(5);
  const ends = events.filter((event) => event.kind === "ended");
  expect(ends).toMatchObject([
    { outcome: "finished", asked: false, ran: 25 },
    { outcome: "failed", asked: false },
  ]);
  expect(ends[1]).not.toHaveProperty("ran");
});

test("what becomes of one that ended is told: that it rests, and why, or how long it is delayed", async () => {
  const { engine, clock, story, add } = bench({ errorDelay: 100, random: () => 0.5 });
  const a = add("a");
  await engine.settled();
  a.end(new Error("broken"));
  await clock.advance(100);
  a.end();
  await turn();
  engine.bounce("a");
  await engine.settled();
  await engine.remove("a");
  expect(story("resting", "retrying")).toEqual([
    '{"kind":"retrying","manifold":"a","delay":100,"errors":1}',
    '{"kind":"resting","manifold":"a","why":"finished"}',
  ]);
});

test("a start that is no longer wanted is told of as one that is aborted, and no worker is stopped", async () => {
  const { engine, clock, story, add } = bench();
  add("a", { startsIn: 50 });
  await clock.advance(10);
  engine.bounce("a");
  await clock.advance(0);
  const because = '"because":{"manifold":"a","what":"bounced"}';
  expect(story("draining", "aborting", "stopping")).toEqual([
    `{"kind":"aborting","manifold":"a",${because}}`,
  ]);
});

test("a start that takes too long is told to end for that", async () => {
  const { clock, story, add } = bench({ startDeadline: 100 });
  add("a", { startsIn: 120, deaf: true });
  await clock.advance(110);
  const [aborting] = story("aborting");
  expect(JSON.parse(aborting ?? "{}")).toMatchObject({
    manifold: "a",
    because: { manifold: "a", what: "start overran", error: { code: "ERR_START_OVERRUN" } },
  });
});

test("a fatal error is told before the engine stops, and once", async () => {
  const { engine, story, add } = bench({ isFatal: (error) => error !== undefined });
  const a = add("a");
  add("b");
  await engine.settled();
  a.end(new Error("must end"));
  await expect(engine.wait()).rejects.toThrow("must end");
  engine.kill();
  await turn();
  const error = '"error":{"message":"must end","name":"Error"}';
  expect(story("fatal", "engine stopping", "engine stopped")).toEqual([
    `{"kind":"fatal","manifold":"a",${error}}`,
    '{"kind":"engine stopping"}',
    `{"kind":"engine stopped",${error}}`,
  ]);
});

test("a replacement that came to run is told of, one that was removed first is not", async () => {
  const { engine, clock, story, add } = bench();
  add("a", { stopsIn: 10 });
  add("b", { stopsIn: 10 });
  await engine.settled();
  const nextA = probeOf("a", { optional: ["b"] }, clock);
  const nextB = probeOf("b", {}, clock);
  const all = [
    engine.replace(nextA.name, nextA.manifold),
    engine.replace(nextB.name, nextB.manifold),
    engine.remove("b"),
  ];
  await clock.advance(10);
  await Promise.all(all);
  expect(story("replaced", "removed")).toEqual([
    '{"kind":"replaced","manifold":"a","inputs":[],"optional":["b"]}',
    '{"kind":"removed","manifold":"b"}',
  ]);
});

test("a name that nobody installed is never told to be removed", async () => {
  const { engine, story, add } = bench();
  add("a", { inputs: ["nowhere"] });
  await engine.settled();
  engine.kill();
  await engine.wait();
  expect(story("removed")).toEqual([]);
});

test("where nothing has to move no wave begins", async () => {
  const { engine, story, add } = bench();
  add("a", { inputs: ["nowhere"] });
  await engine.settled();
  await engine.remove("a");
  await engine.settled();
  expect(story("wave began")).toHaveLength(1);
});

test("a start that returns its worker at once is up before another is called", async () => {
  const { engine, events, add } = bench();
  add("a");
  add("b");
  await engine.settled();
  const told = events.flatMap((event: EngineEvent) =>
    event.kind === "starting" || event.kind === "started"
      ? [`${event.kind} ${event.manifold}`]
      : [],
  );
  expect(told).toEqual(["starting a", "started a", "starting b", "started b"]);
});
