import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { bench, probeOf, turn } from "../support.js";

test("whoever waits for settling leaves nothing behind with the signal", async () => {
  const { engine, clock, add } = bench();
  add("a", { startsIn: 100 });
  const { signal } = new AbortController();
  const settled = engine.settled(signal);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  await clock.advance(100);
  await settled;
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
  const giveUp = new AbortController();
  add("b", { startsIn: 100 });
  const given = engine.settled(giveUp.signal);
  giveUp.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  await expect(engine.settled(giveUp.signal)).rejects.toThrow("enough");
  expect(getEventListeners(giveUp.signal, "abort")).toHaveLength(0);
});

test("an engine with nothing in it settles, and ends when it is told to", async () => {
  const { engine, story } = bench();
  await engine.settled();
  engine.kill();
  await engine.wait();
  expect(story("engine stopping", "engine stopped")).toHaveLength(2);
});

test("telling an engine again to stop changes nothing, not even after its end", async () => {
  const { engine, clock, story, add } = bench();
  add("a", { stopsIn: 10 });
  await engine.settled();
  engine.kill();
  engine.kill();
  await clock.advance(10);
  await engine.wait();
  engine.kill();
  await turn();
  expect(story("engine stopping", "engine stopped")).toEqual([
    '{"kind":"engine stopping"}',
    '{"kind":"engine stopped"}',
  ]);
  expect(engine.report().state).toBe("stopped");
});

test("a start that is told to end has all of its deadline, however long nothing had happened", async () => {
  const { engine, clock, story, add } = bench({ patience: 10, stopDeadline: 1000 });
  add("a", { startsIn: 5500, deaf: true });
  await clock.advance(5000);
  engine.kill();
  await clock.advance(500);
  await engine.wait();
  expect(story("overran")).toEqual([]);
});

test("a wave that goes on in another turn of the event loop tells the time anew", async () => {
  const { engine, clock, events, add } = bench();
  let passed = 0;
  const now = clock.now.bind(clock);
  clock.now = () => now() + passed;
  for (let index = 0; index < 130; index += 1) {
    add(`n${index}`, {
      onStart: () => {
        passed += 1;
      },
    });
  }
  // Before the wave goes on, somebody else takes long.
  setImmediate(() => {
    passed += 5000;
  });
  const settled = engine.settled();
  await clock.advance(130);
  await settled;
  const took = events.flatMap((event) => (event.kind === "started" ? [event.took] : []));
  expect(took).toEqual(Array.from({ length: 130 }, () => 1));
});

test("what is removed binds nobody: what it depended on may depend on what takes its name", async () => {
  const { engine, clock, add } = bench();
  const a = add("a");
  add("b", { inputs: ["a"] });
  await engine.settled();
  await engine.remove("b");
  const next = probeOf("a", { inputs: ["b"] }, clock);
  await engine.replace(a.name, next.manifold);
  add("b");
  await engine.settled();
  expect(next.got).toEqual({ b: "b#1" });
});

test("one that rests is started for a change of an input not before the bounce delay has passed", async () => {
  for (const [at, starts] of [
    [30, 100],
    [500, 500],
  ] as const) {
    const { engine, clock, events, add } = bench({ bounceDelay: 100, random: () => 0.5 });
    const a = add("a", { optional: ["input"] });
    await engine.settled();
    const began = clock.now();
    a.end();
    await clock.advance(at);
    add("input");
    await clock.advance(1000);
    const started = events.filter((event) => event.kind === "started" && event.manifold === "a");
    expect(started.map((event) => event.at - began)).toEqual([0, starts]);
  }
});
