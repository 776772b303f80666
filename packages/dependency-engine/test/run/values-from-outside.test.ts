/* Whatever a program hands in: refused when it is given, or borne. */
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  BounceError,
  Engine,
  type EngineConfig,
  resourceName,
  runWorker,
  type StartContext,
  type Worker,
} from "../../src/index.js";
import { boundedRandom } from "../../src/run/bounded-random.js";
import { bench, CONFIG, turn } from "../support.js";

const REFUSED: Readonly<Record<string, object>> = {
  "an undefined class": { restart: [{ when: undefined }] },
  "a list with an undefined class": { restart: [{ when: [undefined] }] },
  "a function that is no class of errors": { restart: [{ when: () => true }] },
  "a pattern": { restart: [{ when: /x/ }] },
  "an unknown jitter": { restart: [{ backoff: { delay: 1, jitter: { kind: "equal" } } }] },
  "an unknown consequence": { restart: [{ intensity: { failures: 1, within: 1, next: "stop" } }] },
  "a policy for a list": { restart: {} },
  "a logger without methods": { logger: {} },
  "a clock without methods": { clock: { now: () => 0 } },
  "a filter that is no function": { filter: 1 },
  "an isFatal that is no function": { isFatal: true },
  "a worstError that is no function": { worstError: {} },
  "metrics that are no object": { metrics: 1 },
  "metrics whose method is none": { metrics: { recordWave: 1 } },
  "no policy": { restart: [undefined] },
  "a retryAfter that is no function": { restart: [{ retryAfter: 5 }] },
  "a backoff that is none": { restart: [{ backoff: 5 }] },
  "a backoff without a delay": { restart: [{ backoff: {} }] },
  "a jitter that is none": { restart: [{ backoff: { delay: 1, jitter: null } }] },
  "an intensity that is none": { restart: [{ intensity: null }] },
  "an intensity without a window": { restart: [{ intensity: { failures: 1, next: "end" } }] },
  "an intensity without failures": { restart: [{ intensity: { within: 1, next: "end" } }] },
};

test.each(Object.keys(REFUSED))("%s is refused with a code", (kind) => {
  const config: EngineConfig = { ...CONFIG, ...REFUSED[kind] };
  expect(() => new Engine(config)).toThrow(expect.objectContaining({ code: "ERR_ENGINE_CONFIG" }));
});

test("no configuration, and no listener, that is none is taken for one", () => {
  const refused = expect.objectContaining({ code: "ERR_ENGINE_CONFIG" });
  expect(() => Reflect.construct(Engine, [null])).toThrow(refused);
  const { engine } = bench();
  expect(() => Reflect.apply(engine.subscribe.bind(engine), engine, [undefined])).toThrow(refused);
});

test("a stop for which no time is named may take what is configured", async () => {
  const { engine, clock, add } = bench({ stopDeadline: 20, stopBudget: 50 });
  add("a", { stopsIn: Infinity });
  await engine.settled();
  expect(Reflect.apply(engine.killWithin.bind(engine), engine, [undefined])).toBe(50);
  const ended = engine.wait().catch((error: unknown) => error);
  await clock.advance(20);
  expect(await ended).toMatchObject({ code: "ERR_ABANDONED" });
});

test.each(["start", "update"] as const)(
  "a signal of %s that cannot be aborted is told, and waited for as any that nobody heeds",
  async (what) => {
    const { engine, clock, add, events } = bench({ stopDeadline: 20 });
    let release = (): void => undefined;
    const slow = (context: { readonly signal: AbortSignal }): Promise<void> => {
      Object.freeze(context.signal);
      return new Promise((resolve) => (release = resolve));
    };
    add("a");
    add("b", { inputs: ["a"] });
    const start = async (context: StartContext): Promise<Worker> => {
      await slow(context);
      return runWorker(async (signal) => pause(1e6, undefined, { signal }));
    };
    add("c", {
      optional: ["b", "d"],
      manifold: what === "start" ? { start } : { update: (_worker, inputs) => slow(inputs) },
    });
    await clock.advance(1);
    if (what === "update") add("d");
    await clock.advance(1);
    engine.bounce("c");
    await clock.advance(5);
    expect(events.filter(({ kind }) => kind === "kill failed")).toHaveLength(1);
    release();
    await clock.advance(100);
    release();
    await clock.advance(100);
    expect(engine.report().manifolds["c"]?.phase).toBe("started");
    engine.kill();
    await clock.advance(100);
    await expect(engine.wait()).resolves.toBeUndefined();
    expect(events.at(-1)?.kind).toBe("engine stopped");
  },
);

const RANDOMS = {
  throws: () => {
    throw new Error("no entropy");
  },
  "gives NaN": () => NaN,
};

test.each(Object.entries(RANDOMS))(
  "where random %s, the delay is the middle one",
  async (_, random) => {
    const { engine, clock, add } = bench({ random, errorDelay: 100 });
    const a = add("a");
    await engine.settled();
    a.end(new Error("x"));
    await clock.advance(99);
    expect(a.starts).toBe(1);
    await clock.advance(1);
    expect(a.starts).toBe(2);
  },
);

test.each([
  ["throws", RANDOMS.throws, "random threw: delays are in the middle of their jitter"],
  [
    "gives NaN",
    RANDOMS["gives NaN"],
    "random gave NaN, no number from 0 to 1: delays are in the middle of their jitter",
  ],
])("that random %s is said once, and loudly", async (_, random, message) => {
  const said: string[] = [];
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const logger = { ...quiet, error: (text: string) => said.push(text) };
  const { engine, clock, add, events } = bench({ random, errorDelay: 100, logger });
  const a = add("a");
  await engine.settled();
  for (let round = 0; round < 3; round += 1) {
    a.end(new Error("x"));
    await clock.advance(200);
  }
  const told = events.filter((event) => event.kind === "callback failed");
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ callback: "random", error: { code: "ERR_CALLBACK", message } });
  expect(said.filter((text) => text === "callback failed")).toHaveLength(1);
});

test("chance at its bounds is taken as it is", () => {
  const told: unknown[] = [];
  const bounded = (value: number): number => boundedRandom(() => value, told.push.bind(told))();
  expect([0, 1, -0.1, 1.1].map(bounded)).toEqual([0, 1, 0.5, 0.5]);
  expect(told).toHaveLength(2);
});

// oxlint-disable-next-line unicorn/no-thenable -- what is odd about it
const withThen = (then: unknown): Promise<void> => Object.assign(Promise.resolve(), { then });
const WORKERS: Readonly<Record<string, () => unknown>> = {
  "whose kill cannot be read": () =>
    Object.defineProperty({ wait: async () => undefined }, "kill", {
      get: () => {
        throw new Error("no kill");
      },
    }),
  "whose wait gives no promise": () => ({ kill: () => undefined, wait: () => 1 }),
  "whose promise has no then": () => ({ kill: () => undefined, wait: () => withThen(undefined) }),
  "whose promise cannot be waited for": () => ({
    kill: () => undefined,
    wait: () =>
      withThen(() => {
        throw new Error("no then");
      }),
  }),
};

test.each(Object.entries(WORKERS))(
  "a worker %s has failed, and is started again",
  async (_, make) => {
    const { engine, clock, add } = bench({ errorDelay: 5 });
    let calls = 0;
    const good = () => runWorker(async (signal) => pause(1e6, undefined, { signal }));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a program without types may hand in
    const start = async () => ((calls += 1) === 1 ? make() : good()) as ReturnType<typeof good>;
    add("a", { manifold: { start } });
    await turn();
    await clock.advance(20);
    expect([calls, engine.report().manifolds["a"]?.phase]).toEqual([2, "started"]);
    engine.kill();
    await expect(engine.wait()).resolves.toBeUndefined();
    expect(engine.report().manifolds["a"]?.error).toBeUndefined();
  },
);

test("a bounce, and the end of a start that the engine aborted, are never shown to isFatal", async () => {
  const shown: unknown[] = [];
  const isFatal = (error: unknown): boolean => shown.push(error) === 0;
  const { engine, clock, add } = bench({ isFatal });
  const a = add("a");
  const b = add("b", { inputs: ["a"], startsIn: 30 });
  await clock.advance(10);
  engine.bounce("a");
  await clock.advance(100);
  b.end(new BounceError());
  await clock.advance(100);
  expect(b.starts).toBe(2);
  a.end(new Error("x"));
  await clock.advance(100);
  expect(shown).toEqual([new Error("x")]);
});

test("isFatal is asked about what came with a bounce, and about clean ends that nobody asked for", async () => {
  const shown: unknown[] = [];
  const isFatal = (error: unknown): boolean => shown.push(error) === 0;
  const { engine, clock, add } = bench({ isFatal });
  const a = add("a");
  const both = new AggregateError([new Error("lost"), new BounceError()]);
  const wrapped = new Error("why", { cause: both });
  for (const end of [new Error("why", { cause: new BounceError() }), both, wrapped, undefined]) {
    await clock.advance(10);
    a.end(end);
  }
  await clock.advance(10);
  expect(shown).toEqual([both, wrapped, undefined]);
  engine.bounce("a");
  await clock.advance(10);
  engine.bounce("a");
  await engine.remove("a");
  expect(shown).toHaveLength(3);
});

test("an engine for which any error is fatal lives through bounces", async () => {
  const { engine, clock, add } = bench({ isFatal: () => true });
  const a = add("a", { stopsIn: 5 });
  await engine.settled();
  engine.bounce("a");
  await clock.advance(10);
  a.end(new BounceError());
  await clock.advance(10);
  expect([engine.report().state, a.starts]).toEqual(["started", 3]);
});

test("a worstError that chooses neither leaves the end a fatal one", async () => {
  const { engine, add } = bench({
    isFatal: (error) => error !== undefined,
    worstError: () => undefined,
  });
  const [a, b] = [add("a"), add("b")];
  await engine.settled();
  a.end(new Error("first"));
  b.end(new Error("second"));
  await expect(engine.wait()).rejects.toThrow("first");
});

test("an input asked for by mistake is an error to the log, and a mistake to explain", async () => {
  const errors: unknown[] = [];
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (_message: string, fields?: object) => errors.push(fields),
  };
  const { engine, add } = bench({ logger });
  add("a", { onStart: ({ get }) => void get(resourceName("b")) });
  await engine.settled();
  expect(errors).toMatchObject([{ manifold: "a", outcome: "missing" }]);
  expect(engine.explain("a").text).toContain("a mistake in the program");
});

class A extends Error {}
class B extends Error {}

test("each policy counts the failures that it is for, and no others", async () => {
  const bears = (when: typeof A, failures: number) =>
    ({ when, intensity: { failures, within: 60_000, next: "degrade" } }) as const;
  const { engine, clock, add } = bench({ restart: [bears(A, 2), bears(B, 1)] });
  const a = add("a");
  for (const error of [new A(), new A(), new B()]) {
    await clock.advance(10);
    a.end(error);
  }
  await clock.advance(10);
  expect(engine.report().manifolds["a"]?.phase).toBe("started");
  a.end(new A());
  await clock.advance(10);
  expect(engine.report().manifolds["a"]?.resting).toBe("degraded");
});

test("escalations count for the one above, so that they climb and end", async () => {
  const restart = [{ intensity: { failures: 1, within: 60_000, next: "escalate" } }] as const;
  const { engine, clock, add } = bench({ restart });
  const [root, mid] = [add("root"), add("mid", { inputs: ["root"] })];
  const leaf = add("leaf", { inputs: ["mid"] });
  for (let failures = 0; failures < 8; failures += 1) {
    await clock.advance(10);
    leaf.end(new Error("the schema is wrong"));
  }
  await clock.advance(10);
  await expect(engine.wait()).rejects.toMatchObject({
    code: "ERR_RESTART_INTENSITY",
    manifold: "root",
  });
  expect([root.starts, mid.starts > root.starts]).toEqual([2, true]);
});

test("a worker abandoned after its start took the signal for its own is told what may be the reason", async () => {
  const { engine, clock, events, add } = bench({ stopDeadline: 10 });
  add("a", { stopsIn: Infinity, onStart: ({ signal }) => void signal });
  await engine.settled();
  engine.bounce("a");
  await clock.advance(100);
  const ended = events.find(({ kind }) => kind === "ended");
  expect(ended).toMatchObject({ error: { message: expect.stringContaining("signal") } });
});

test("a dependent's failures climb a long chain without deep recursion", async () => {
  const restart = [{ intensity: { failures: 0, within: 60_000, next: "escalate" } }] as const;
  const { engine, clock, add } = bench({ restart });
  const length = 10_000;
  add("0");
  for (let index = 1; index < length - 1; index += 1) add(`${index}`, { inputs: [`${index - 1}`] });
  const leaf = add("leaf", { inputs: [`${length - 2}`] });
  await engine.settled();
  leaf.end(new Error("x"));
  await clock.advance(1);
  await expect(engine.wait()).rejects.toMatchObject({ manifold: "0" });
});
