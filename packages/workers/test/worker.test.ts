import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import { named, sleep, worker } from "../src/index.js";

interface Lamp {
  readonly color: string;
}
const lampName = resourceName<Lamp>("lamp");
const oilName = resourceName<number>("oil");

function engineOn(clock: VirtualClock): Engine {
  const engine = new Engine({
    isFatal: () => false,
    worstError: (first) => first,
    errorDelay: 100,
    bounceDelay: 10,
    clock,
    random: () => 0.5,
  });
  return engine;
}

const forever = (clock: VirtualClock) => () =>
  runWorker((signal) => sleep(Number.MAX_SAFE_INTEGER, { clock, signal }));

test("run gets the outputs of its inputs, by the names it chose, with their types", async () => {
  const clock = new VirtualClock();
  const engine = engineOn(clock);
  const seen: unknown[] = [];
  engine.install(lampName, {
    inputs: [],
    start: forever(clock),
    output: () => ({ color: "red" }),
  });
  engine.install(oilName, { inputs: [], start: forever(clock), output: () => 7 });
  worker("keeper", {
    inputs: { lamp: lampName, oil: oilName },
    async run({ lamp, oil }, signal) {
      const color: string = lamp.color;
      const litres: number = oil;
      seen.push(color, litres);
      // @ts-expect-error -- a lamp has no size
      seen.push(lamp.size);
      await sleep(1_000_000, { clock, signal });
    },
    report: () => ({ lit: true }),
  }).install(engine);
  await clock.advance(50);
  expect(seen).toEqual(["red", 7, undefined]);
  expect(engine.report().manifolds["keeper"]).toMatchObject({
    state: "started",
    inputs: ["lamp", "oil"],
    report: { lit: true },
  });
  engine.kill();
  await engine.wait();
  expect(clock.pending).toBe(0);
});

test("has ended before what it depends on goes, and starts anew with it after a failure", async () => {
  const clock = new VirtualClock();
  const engine = engineOn(clock);
  const steps: string[] = [];
  let breakLamp: (error: Error) => void = () => undefined;
  engine.install(lampName, {
    inputs: [],
    start: () => {
      const broken = Promise.withResolvers<never>();
      breakLamp = broken.reject;
      return runWorker(async (signal) => {
        try {
          await Promise.race([broken.promise, sleep(1e9, { clock, signal })]);
        } finally {
          steps.push("lamp out");
        }
      });
    },
    output: () => ({ color: "red" }),
  });
  worker("keeper", {
    inputs: { lamp: lampName },
    async run(_, signal) {
      steps.push("keeper in");
      try {
        await sleep(1e9, { clock, signal });
      } finally {
        steps.push("keeper out");
      }
    },
  }).install(engine);
  await clock.advance(50);
  breakLamp(new Error("out of oil"));
  await clock.advance(1000);
  expect(steps).toEqual(["keeper in", "lamp out", "keeper out", "keeper in"]);
  engine.kill();
  await engine.wait();
  expect(steps.slice(4)).toEqual(["keeper out", "lamp out"]);
});

test("what does not fit does not compile", () => {
  // @ts-expect-error -- an input is a resource's name, not any text
  expect(worker("one", { inputs: { lamp: "lamp" }, run: async () => undefined }).name).toBe("one");
  // @ts-expect-error -- the worker's end is a promise
  expect(worker("two", { inputs: {}, run: () => undefined }).name).toBe("two");
  const nothing = { inputs: [], start: () => runWorker(async () => undefined) };
  expect(named(lampName, { ...nothing, output: () => ({ color: "red" }) }).name).toBe("lamp");
  // @ts-expect-error -- a lamp's color is text
  expect(named(lampName, { ...nothing, output: () => ({ color: 1 }) }).name).toBe("lamp");
});
