import { flushPromises } from "@holdfast/ports/testing";
import { expect, test } from "vitest";
import { BoundedTimer } from "../../src/timers/bounded-timer.js";

function timerBench() {
  const said: string[] = [];
  const timer = new BoundedTimer(() => said.push("fired"));
  return { timer, said, takeBack: () => void said.push("taken back") };
}

test("a timer fires once, however often the clock calls, and can be cleared no more", () => {
  const { timer, said, takeBack } = timerBench();
  timer.isSet(takeBack);
  expect(said).toEqual([]);
  timer.fire();
  timer.fire();
  timer.clear();
  expect(said).toEqual(["fired"]);
});

test("a timer that is cleared is taken back once, and never fires", () => {
  const { timer, said, takeBack } = timerBench();
  timer.isSet(takeBack);
  timer.clear();
  timer.clear();
  timer.fire();
  expect(said).toEqual(["taken back"]);
});

test("a clock that calls at once fires the timer later, when whoever set it knows of it", async () => {
  const { timer, said, takeBack } = timerBench();
  timer.fire();
  expect(said).toEqual([]);
  timer.isSet(takeBack);
  await flushPromises();
  expect(said).toEqual(["fired"]);
});

test("a timer that fires at once, and is cleared as soon as it is set, does not fire", async () => {
  const { timer, said, takeBack } = timerBench();
  timer.fire();
  timer.isSet(takeBack);
  timer.clear();
  await flushPromises();
  expect(said).toEqual(["taken back"]);
});

test("one that is not set yet cannot be cleared", () => {
  const { timer, said, takeBack } = timerBench();
  timer.clear();
  timer.isSet(takeBack);
  timer.fire();
  expect(said).toEqual(["fired"]);
});
