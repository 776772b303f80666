import { expect, test } from "vitest";
import { bench, probeOf, turn } from "../support.js";

test("one that came to rest is waited for anew, when it is to start again", async () => {
  const { clock, add } = bench({ patience: 100 });
  const slow = add("slow", { inputs: ["gate"], startsIn: 60 });
  await clock.advance(60);
  expect(slow.calls).toBe(1);
  add("gate");
  const worker = add("worker", { optional: ["slow"] });
  await clock.advance(1000);
  expect([worker.starts, worker.got]).toEqual([1, { slow: "slow#1" }]);
});

test("one that was waited for in vain is not waited for again because somebody bounces it", async () => {
  const { engine, clock, add } = bench({ errorDelay: 60_000, patience: 100 });
  add("failing", {
    startsIn: 50,
    onStart: () => {
      throw new Error("not yet");
    },
  });
  await clock.advance(1000);
  engine.bounce("failing");
  const worker = add("worker", { optional: ["failing"] });
  await turn();
  expect([worker.starts, worker.got]).toEqual([1, { failing: undefined }]);
});

test("starts that fail use up the patience as much as the delays between them", async () => {
  const { clock, add } = bench({ errorDelay: 10, patience: 100, random: () => 0.5 });
  const failing = add("failing", {
    startsIn: 40,
    onStart: () => {
      throw new Error("not yet");
    },
  });
  const worker = add("worker", { optional: ["failing"] });
  await clock.advance(99);
  expect([failing.calls, worker.starts]).toEqual([2, 0]);
  await clock.advance(1);
  expect(worker.starts).toBe(1);
});

test("a worker's life uses up nobody's patience with it", async () => {
  const { clock, add } = bench({ errorDelay: 10, patience: 100, random: () => 0.5 });
  const input = add("input", { startsIn: 40 });
  const worker = add("worker", { optional: ["input"] });
  await clock.advance(10_000);
  input.end(new Error("broken"));
  await clock.advance(1000);
  expect([worker.starts, worker.got]).toEqual([2, { input: "input#2" }]);
});

test("what takes another's place is waited for while its inputs come", async () => {
  const { engine, clock, add } = bench({ patience: 100 });
  const a = add("a");
  const worker = add("worker", { optional: ["a"] });
  await engine.settled();
  add("input", { startsIn: 50 });
  const next = probeOf("a", { inputs: ["input"] }, clock);
  await engine.replace(a.name, next.manifold);
  await clock.advance(50);
  await engine.settled();
  expect([worker.starts, worker.got]).toEqual([2, { a: "a#1" }]);
});
