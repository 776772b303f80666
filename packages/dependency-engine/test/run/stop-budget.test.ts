import { expect, test } from "vitest";
import { Engine, type EngineConfig, resourceName, type Worker } from "../../src/index.js";
import { passUntil } from "../../src/testing/index.js";
import { StopBudget } from "../../src/run/stop-budget.js";
import { type Bench, bench, CONFIG, probeOf } from "../support.js";

const never = (): Promise<never> => new Promise(() => undefined);
const deaf = (): Worker => ({ kill: () => undefined, wait: never });

/** How many ms pass until `engine` has ended; it must be killed already. */
async function untilOver({ engine, clock }: Bench): Promise<number> {
  const began = clock.now();
  await passUntil(
    clock,
    engine.wait().catch(() => undefined),
  );
  return clock.now() - began;
}

function chain(world: Bench, length: number, options: Parameters<Bench["add"]>[1] = {}): void {
  for (let level = 0; level < length; level += 1) {
    world.add(`n${level}`, { inputs: level === 0 ? [] : [`n${level - 1}`], ...options });
  }
}

/** Installs an engine in the engine, which runs `inside`; says what was made of it. */
function nest(world: Bench, name: string, config: EngineConfig, inside: (engine: Engine) => void) {
  const engines: Engine[] = [];
  world.engine.install(resourceName(name), {
    inputs: [],
    start: () => {
      const engine = new Engine({ ...CONFIG, clock: world.clock, ...config });
      inside(engine);
      engines.push(engine);
      return engine;
    },
  });
  return engines;
}

// The budget

test("the whole stop takes no longer than its budget, however many workers never end", async () => {
  for (const length of [3, 30, 200]) {
    const world = bench({ stopDeadline: 10_000, stopBudget: 60_000 });
    chain(world, length, { stopsIn: Infinity });
    await world.engine.settled();
    world.engine.kill();
    const took = await untilOver(world);
    expect(took).toBeLessThanOrEqual(60_000);
    expect(took).toBeGreaterThanOrEqual(Math.min(length * 10_000, 50_000));
    const told = world.seen.filter((line) => line.startsWith("stop "));
    expect(told).toHaveLength(length);
    expect(told[0]).toBe(`stop n${length - 1}`);
  }
});

test("without anything said the whole stop takes a minute at most, and a worker ten seconds", async () => {
  for (const [length, most] of [
    [1, 10_000],
    [30, 60_000],
  ] as const) {
    const world = bench();
    chain(world, length, { stopsIn: Infinity });
    await world.engine.settled();
    world.engine.kill();
    expect(await untilOver(world)).toBeLessThanOrEqual(most);
  }
});

test("workers that end in their deadlines are all waited for", async () => {
  const world = bench({ stopDeadline: 200, stopBudget: 1000 });
  chain(world, 6, { stopsIn: 100 });
  await world.engine.settled();
  world.engine.kill();
  expect(await untilOver(world)).toBe(600);
  expect(world.engine.report().abandoned).toBeUndefined();
});

test("of what is left of the budget half is kept for those that a worker uses", async () => {
  const world = bench({ stopDeadline: Infinity, stopBudget: 1000 });
  chain(world, 2, { stopsIn: Infinity });
  await world.engine.settled();
  world.engine.kill();
  expect(await untilOver(world)).toBe(1000);
  expect(world.story("overran")).toEqual([
    '{"kind":"overran","manifold":"n1","what":"stop","deadline":500}',
    '{"kind":"overran","manifold":"n0","what":"stop","deadline":500}',
  ]);
});

test("a start that is aborted has its share, too, and so has one that was told to stop before", async () => {
  const world = bench({ stopDeadline: Infinity, stopBudget: 1000 });
  world.add("starts", { startsIn: 1e9, deaf: true });
  world.add("stops", { stopsIn: Infinity });
  await world.clock.advance(10);
  world.engine.bounce("stops");
  await world.clock.advance(300);
  world.engine.kill();
  expect(await untilOver(world)).toBe(1000);
  expect(world.story("overran")).toEqual([
    '{"kind":"overran","manifold":"starts","what":"stop","deadline":1000}',
    '{"kind":"overran","manifold":"stops","what":"stop","deadline":1300}',
  ]);
});

test("a budget without limit leaves the deadlines alone", async () => {
  const world = bench({ stopDeadline: 10_000, stopBudget: Infinity });
  chain(world, 30, { stopsIn: Infinity });
  await world.engine.settled();
  world.engine.kill();
  expect(await untilOver(world)).toBe(300_000);
});

test("a budget is a duration", () => {
  expect(() => bench({ stopBudget: Number.NaN })).toThrow("stopBudget is not a number");
  expect(() => bench({ stopBudget: -1 })).toThrow("stopBudget is negative");
});

test("a budget that has begun does not grow", () => {
  const budget = new StopBudget();
  expect([budget.left(0), budget.shareOf(0, true)]).toEqual([Infinity, Infinity]);
  budget.begin(100, 1000);
  budget.begin(200, 5000);
  expect(budget.left(200)).toBe(900);
  budget.begin(200, 300);
  expect([budget.left(200), budget.left(600)]).toEqual([300, 0]);
  // Of one that began to end before the engine did, and of one after.
  expect([budget.shareOf(50, true), budget.shareOf(50, false)]).toEqual([450, 250]);
  expect([budget.shareOf(300, true), budget.shareOf(301, false)]).toEqual([200, 99]);
  expect(budget.shareOf(700, true)).toBe(0);
});

// Engines inside engines

test("an engine inside is given the time that its workers need one after the other", async () => {
  const world = bench({ stopDeadline: 200 });
  const { clock, engine, seen } = world;
  nest(world, "model", { stopDeadline: 200 }, (inner) => {
    for (const [name, inputs] of [
      ["x", []],
      ["y", ["x"]],
      ["z", ["y"]],
    ] as const) {
      inner.install(
        resourceName<string>(name),
        probeOf(name, { inputs, stopsIn: 120 }, clock, seen).manifold,
      );
    }
  });
  await clock.advance(10);
  engine.bounce("model");
  await clock.advance(1000);
  const [x, y, z] = ["x", "y", "z"].map((name) => [`stop ${name}`, `end ${name}`]).toReversed();
  const starts = ["start x", "start y", "start z"];
  expect(seen).toEqual([...starts, x, y, z, ...starts].flat());
  engine.kill();
  expect(await untilOver(world)).toBe(360);
  expect(seen.slice(12)).toEqual([x, y, z].flat());
});

test("an engine inside has no more than what is left of the budget of the one around it", async () => {
  const world = bench({ stopDeadline: 10_000, stopBudget: 1000 });
  const insideOf = (depth: number) => (inner: Engine) => {
    if (depth === 0) {
      inner.install(resourceName("a"), { inputs: [], start: deaf });
      inner.install(resourceName("b"), { inputs: [resourceName("a")], start: deaf });
      return;
    }
    inner.install(resourceName("deeper"), {
      inputs: [],
      start: () => {
        const engine = new Engine({ ...CONFIG, clock: world.clock });
        insideOf(depth - 1)(engine);
        return engine;
      },
    });
  };
  nest(world, "outer", {}, insideOf(2));
  await world.clock.advance(10);
  world.engine.kill();
  expect(await untilOver(world)).toBeLessThanOrEqual(1000);
  expect(world.story("overran")).toEqual([]);
  expect(world.engine.report().abandoned).toEqual([
    "outer/deeper/deeper/b",
    "outer/deeper/deeper/a",
  ]);
});

test("an engine inside that was being bounced hears that there is less time now", async () => {
  const world = bench({ stopBudget: 1000 });
  nest(world, "model", { stopDeadline: Infinity, stopBudget: Infinity }, (inner) => {
    inner.install(resourceName("deaf"), { inputs: [], start: deaf });
  });
  await world.clock.advance(10);
  world.engine.bounce("model");
  await world.clock.advance(100_000);
  expect(world.engine.report().manifolds["model"]?.phase).toBe("stopping");
  world.engine.kill();
  expect(await untilOver(world)).toBeLessThanOrEqual(1000);
  expect(world.engine.report().abandoned).toEqual(["model/deaf"]);
});

test("a last worker that was told to stop beside its next one hears that there is less time now", async () => {
  const world = bench({ stopBudget: 1000, stopDeadline: Infinity });
  const told: string[] = [];
  let count = 0;
  world.engine.install(resourceName("model"), {
    inputs: [],
    overlap: true,
    start: () => {
      count += 1;
      const name = `model#${count}`;
      const end = Promise.withResolvers<void>();
      return {
        kill: () => end.resolve(),
        wait: () => end.promise,
        killWithin: (ms) => {
          told.push(`${name} within ${ms}`);
          if (ms === Infinity) return Infinity;
          end.resolve();
          return ms;
        },
      };
    },
  });
  await world.engine.settled();
  world.engine.bounce("model");
  await world.clock.advance(100);
  expect(told).toEqual(["model#1 within Infinity"]);
  expect(world.engine.report().manifolds["model"]).toMatchObject({ "last-worker": "stopping" });
  world.engine.kill();
  await untilOver(world);
  expect(told.slice(1)).toEqual(["model#1 within 900", "model#2 within 900"]);
});

test("one that stops others in turn is told of the whole stop once, however often the engine is killed", async () => {
  const world = bench({ stopBudget: 1000 });
  let told = 0;
  const end = Promise.withResolvers<void>();
  world.engine.install(resourceName("model"), {
    inputs: [],
    start: () => ({
      kill: () => end.resolve(),
      wait: () => end.promise,
      killWithin: (ms) => {
        told += 1;
        return ms;
      },
    }),
  });
  await world.engine.settled();
  for (let time = 0; time < 3; time += 1) {
    world.engine.kill();
    await world.clock.advance(10);
  }
  expect(told).toBe(1);
  end.resolve();
  await untilOver(world);
});

test("a manifold's own stop deadline is for an engine inside, too", async () => {
  const world = bench();
  const engine = new Engine({ ...CONFIG, clock: world.clock });
  engine.install(resourceName("deaf"), { inputs: [], start: deaf });
  const start = (): Engine => engine;
  world.engine.install(resourceName("model"), { inputs: [], start, stopDeadline: 100 });
  await world.clock.advance(10);
  world.engine.kill();
  expect(await untilOver(world)).toBe(90);
  expect(world.story("overran")).toEqual([]);
  expect(world.engine.report().abandoned).toEqual(["model/deaf"]);
});

test.each([
  ["says nothing that is a time", () => Number.NaN],
  ["says less than nothing", () => -1],
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
])("one that stops others and %s has the deadline of any worker", async (_what, killWithin) => {
  const world = bench({ stopDeadline: 300 });
  const start = (): Worker => ({ ...deaf(), killWithin });
  world.engine.install(resourceName("odd"), { inputs: [], start });
  await world.engine.settled();
  world.engine.kill();
  expect(await untilOver(world)).toBe(300);
});

test("an engine says how long its stop may take", async () => {
  const { engine, clock, add } = bench({ stopBudget: 5000 });
  add("a", { stopsIn: Infinity });
  await engine.settled();
  expect(engine.killWithin(Number.NaN)).toBe(5000);
  await clock.advance(1000);
  expect(engine.killWithin(10_000)).toBe(4000);
  expect(engine.killWithin(-1)).toBe(0);
  await clock.advance(0);
  await expect(engine.wait()).rejects.toMatchObject({ code: "ERR_ABANDONED", manifolds: ["a"] });
  expect(engine.killWithin(10)).toBe(0);
});

// Who was abandoned

test("who was abandoned is named in the report, by explain and by the last event", async () => {
  const world = bench({ stopDeadline: 100 });
  const { engine, clock, add, events } = world;
  add("gone", { stopsIn: Infinity });
  add("back", { stopsIn: 250 });
  await engine.settled();
  engine.bounce("gone");
  engine.bounce("back");
  await clock.advance(100);
  expect(engine.report().abandoned).toEqual(["gone", "back"]);
  expect(engine.report().manifolds["gone"]?.abandoned).toBe(1);
  expect(engine.explain("gone").abandoned).toBe(1);
  expect(engine.explain("gone").text).toBe(
    '"gone" is running: "gone" was bounced. Abandoned: a worker of it did not stop in time, and may still run.',
  );
  engine.bounce("gone");
  void engine.remove("back");
  await clock.advance(100);
  expect(engine.explain("gone").text).toContain("Abandoned: 2 workers of it did not stop in time");
  expect(engine.explain("back").text).toMatch(/^"back" is not installed. Abandoned: 2 workers/);
  await clock.advance(1000);
  expect(engine.report().abandoned).toEqual(["gone"]);
  expect(engine.explain("back")).not.toHaveProperty("abandoned");
  engine.kill();
  await untilOver(world);
  await expect(engine.wait()).resolves.toBeUndefined();
  expect(events.at(-1)).toMatchObject({ kind: "engine stopped", abandoned: ["gone"] });
});

test("the final error names who was abandoned, and has what the engine stopped for as its cause", async () => {
  const fatal = new Error("must end");
  const world = bench({ stopDeadline: 100, isFatal: (error) => error === fatal });
  const a = world.add("a");
  const names = Array.from({ length: 12 }, (_, index) => `deaf${index}`);
  for (const name of names) world.add(name, { stopsIn: Infinity });
  await world.engine.settled();
  a.end(fatal);
  await world.clock.advance(100);
  const error = await world.engine.wait().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "ERR_ABANDONED", cause: fatal });
  const { abandoned = [] } = world.engine.report();
  expect(abandoned.toSorted()).toEqual(names.toSorted());
  expect(error).toHaveProperty("manifolds", abandoned);
  const said = abandoned.slice(0, 10).map((name) => `"${name}"`);
  expect(error).toHaveProperty(
    "message",
    `must end (${said.join(", ")} and 2 more did not stop in time, abandoned)`,
  );
});

test("an engine whose filter says that all is well has ended well, whoever was abandoned", async () => {
  const fatal = new Error("must end");
  const world = bench({
    stopDeadline: 100,
    isFatal: (error) => error === fatal,
    filter: () => undefined,
  });
  const a = world.add("a");
  world.add("deaf", { stopsIn: Infinity });
  await world.engine.settled();
  a.end(fatal);
  await world.clock.advance(100);
  await expect(world.engine.wait()).resolves.toBeUndefined();
});
