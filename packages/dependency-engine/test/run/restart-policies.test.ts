import { delayAfter, seededRandom } from "@holdfast/ports";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Backoff, BounceError, UninstallError } from "../../src/index.js";
import type { HarnessConfig } from "../../src/testing/index.js";
import { bench, turn } from "../support.js";

const EXACT = { jitter: { kind: "none" } } as const;

/** The delays after a worker's first ends, one after the other. */
async function delays(
  config: HarnessConfig,
  ends: readonly (() => unknown)[],
  runsFor = 0,
): Promise<number[]> {
  const { engine, clock, events, add } = bench(config);
  const a = add("a");
  await engine.settled();
  for (const end of ends) {
    await clock.advance(runsFor);
    const before = a.starts;
    a.end(end());
    await turn();
    while (a.starts === before && clock.pending > 0) await clock.advance(1);
  }
  return events.flatMap((event) => (event.kind === "retrying" ? [event.delay] : []));
}

const failure = (): Error => new Error("broken");

test("delays grow by the factor for each error in a row, to the cap", async () => {
  const config = {
    errorDelay: 100,
    backoffFactor: 2,
    maxDelay: 500,
    backoffResetTime: 60_000,
    random: () => 0.5,
  };
  expect(await delays(config, [failure, failure, failure, failure, failure])).toEqual([
    100, 200, 400, 500, 500,
  ]);
});

test("without a factor they stay as they are, and without a cap they grow on", async () => {
  const config = { errorDelay: 100, backoffResetTime: 60_000, random: () => 0.5 };
  expect(await delays(config, [failure, failure, failure])).toEqual([100, 100, 100]);
  expect(await delays({ ...config, backoffFactor: 10 }, [failure, failure, failure])).toEqual([
    100, 1000, 10_000,
  ]);
});

test("a worker that ran for the reset time begins anew, and one that ended cleanly too", async () => {
  const config = { errorDelay: 100, backoffFactor: 2, backoffResetTime: 1000, random: () => 0.5 };
  expect(await delays(config, [failure, failure, failure], 1000)).toEqual([100, 100, 100]);
  expect(await delays(config, [failure, failure, failure], 999)).toEqual([100, 200, 400]);
});

test("bounces back off like errors, from their own delay", async () => {
  const config = {
    errorDelay: 5000,
    bounceDelay: 10,
    backoffFactor: 2,
    backoffResetTime: 60_000,
    random: () => 0.5,
  };
  const bounce = (): Error => new BounceError();
  expect(await delays(config, [bounce, bounce, bounce])).toEqual([10, 20, 40]);
});

test("a delay of 0 is none, however many errors came before", async () => {
  expect(await delays({ errorDelay: 0, backoffFactor: 3 }, [failure, failure, failure])).toEqual(
    [],
  );
  expect(delayAfter(5000, { delay: 0, factor: 2 }, () => 1)).toBe(0);
});

test("jitter keeps every delay within its bounds, and reaches both ends", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(),
      (delay, spread, seed) => {
        const random = seededRandom(seed);
        const bounded = delayAfter(1, { delay, jitter: { kind: "bounded", spread } }, random);
        expect(bounded).toBeGreaterThanOrEqual(Math.round(delay * (1 - spread)));
        expect(bounded).toBeLessThanOrEqual(Math.round(delay * (1 + spread)));
        const full = delayAfter(1, { delay, jitter: { kind: "full" } }, random);
        expect(full).toBeGreaterThanOrEqual(0);
        expect(full).toBeLessThanOrEqual(delay);
      },
    ),
  );
  const bounded: Backoff = { delay: 1000, jitter: { kind: "bounded", spread: 0.2 } };
  expect([delayAfter(1, bounded, () => 0), delayAfter(1, bounded, () => 1)]).toEqual([800, 1200]);
  const full: Backoff = { delay: 1000, jitter: { kind: "full" } };
  expect([delayAfter(1, full, () => 0), delayAfter(1, full, () => 1)]).toEqual([0, 1000]);
  expect([
    delayAfter(1, { delay: 1000 }, () => 0),
    delayAfter(1, { delay: 1000 }, () => 1),
  ]).toEqual([900, 1100]);
  expect(delayAfter(1, { delay: 10.4, ...EXACT }, () => 1)).toBe(10);
});

class Refused extends Error {}

test("the first policy that is for an error's class, or its causes', or its code, counts", async () => {
  const config: HarnessConfig = {
    errorDelay: 1,
    random: () => 0.5,
    restart: [
      { when: Refused, backoff: { delay: 10, ...EXACT } },
      { when: ["ERR_DNS", "ERR_TLS"], backoff: { delay: 20, ...EXACT } },
      { when: TypeError },
      { backoff: { delay: 40, ...EXACT } },
    ],
  };
  const coded = (code: string): Error => Object.assign(new Error(code), { code });
  const ends = [
    () => new Error("outer", { cause: new Refused() }),
    () => coded("ERR_TLS"),
    () => new TypeError("a mistake"),
    () => coded("ERR_OTHER"),
  ];
  expect(await delays(config, ends)).toEqual([10, 20, 1, 40]);
});

test("a manifold's policies take the place of the engine's", async () => {
  const { engine, clock, add } = bench({ restart: [{ backoff: { delay: 1000, ...EXACT } }] });
  const a = add("a", { manifold: { restart: [{ backoff: { delay: 5, ...EXACT } }] } });
  await engine.settled();
  a.end(failure());
  await clock.advance(5);
  expect(a.starts).toBe(2);
});

// Intensity

const TWO_A_MINUTE = { failures: 2, within: 60_000 } as const;

test("one failure too many degrades: it rests until an input changes or somebody bounces it", async () => {
  const { engine, add } = bench({ restart: [{ intensity: { ...TWO_A_MINUTE, next: "degrade" } }] });
  const input = add("input");
  const a = add("a", { inputs: ["input"] });
  const fail = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      a.end(failure());
      await turn();
    }
  };
  await engine.settled();
  await fail(3);
  expect([a.starts, engine.report().manifolds["a"]?.resting]).toEqual([3, "degraded"]);
  engine.bounce("a");
  await engine.settled();
  expect(a.starts).toBe(4);
  await fail(3);
  expect([a.starts, engine.report().manifolds["a"]?.resting]).toEqual([6, "degraded"]);
  input.end(new BounceError());
  await turn();
  expect(a.starts).toBe(7);
});

test("failures that are far apart are never too many", async () => {
  const { engine, clock, add } = bench({
    restart: [{ intensity: { ...TWO_A_MINUTE, next: "degrade" } }],
  });
  const a = add("a");
  await engine.settled();
  for (let time = 0; time < 10; time += 1) {
    await clock.advance(30_000);
    a.end(failure());
    await turn();
  }
  expect(a.starts).toBe(11);
});

test("being told to stop is no failure, however often", async () => {
  const { engine, clock, add } = bench({
    restart: [{ intensity: { failures: 0, within: 1000, next: "end" } }],
  });
  const input = add("input");
  const a = add("a", { inputs: ["input"], manifold: { filter: () => new Error("always") } });
  const b = add("b", { inputs: ["input"], startsIn: 10 });
  await clock.advance(5);
  for (let time = 0; time < 5; time += 1) engine.bounce("input");
  await clock.advance(5);
  expect([input.starts, a.starts, b.calls]).toEqual([2, 2, 2]);
  expect(engine.report().state).toBe("started");
});

test("one failure too many escalates: what it depends on is restarted, and it with that", async () => {
  const { engine, add, story } = bench({
    restart: [{ intensity: { failures: 1, within: 60_000, next: "escalate" } }],
  });
  const input = add("input");
  add("absent-minded", { optional: ["nothing"] });
  const a = add("a", { inputs: ["input"], optional: ["nothing"] });
  await engine.settled();
  a.end(failure());
  await turn();
  expect([input.starts, a.starts]).toEqual([1, 2]);
  a.end(failure());
  await turn();
  expect([input.starts, a.starts]).toEqual([2, 3]);
  expect(story("escalated")).toEqual(['{"kind":"escalated","manifold":"a","to":["input"]}']);
  expect(engine.explain("a").root).toMatchObject({ manifold: "a", what: "failed: broken" });
  expect(engine.explain("input").root).toMatchObject({
    manifold: "input",
    what: "was restarted for a dependent that failed too often: broken",
  });
});

test.each(["end", "escalate"] as const)(
  "one failure too many of a worker with no inputs ends the engine, where the policy says %s",
  async (next) => {
    const { engine, add } = bench({ restart: [{ intensity: { failures: 0, within: 1, next } }] });
    const a = add("a");
    await engine.settled();
    const cause = failure();
    a.end(cause);
    await expect(engine.wait()).rejects.toMatchObject({
      code: "ERR_RESTART_INTENSITY",
      manifold: "a",
      cause,
    });
  },
);

test("what is no failure counts towards no intensity", async () => {
  const { engine, add } = bench({
    restart: [{ intensity: { failures: 0, within: 1e6, next: "end" } }],
  });
  const a = add("a");
  const b = add("b");
  add("c", { inputs: ["nowhere"] });
  await engine.settled();
  a.end();
  b.end(new UninstallError());
  await turn();
  expect(engine.report().state).toBe("started");
});
