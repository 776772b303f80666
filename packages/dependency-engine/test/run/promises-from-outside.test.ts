/* Promises where the engine waits for them, of whatever class; and where it wants an answer at once. */
import { expect, test } from "vitest";
import { type EngineConfig, type Manifold, runWorker, type Worker } from "../../src/index.js";
import { bench, turn } from "../support.js";

/** Makes no promise of its kind for whoever calls its `then`. */
class Biting extends Promise<never> {
  static override get [Symbol.species](): PromiseConstructor {
    throw new Error("it bites");
  }
}

const good = (): Worker =>
  runWorker(async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  });
const pending = (): Promise<never> => new Biting(() => undefined);
const borrowed = (): Promise<never> =>
  Object.defineProperty(new Promise<never>(() => undefined), "constructor", { value: Biting });

const STARTS: Readonly<Record<string, () => Worker | Promise<Worker>>> = {
  "start gives a promise of another class": () => pending(),
  "wait gives a promise of another class": () => ({ kill: () => undefined, wait: pending }),
  "start comes to a worker with such a wait": async () => ({
    kill: () => undefined,
    wait: pending,
  }),
  "wait gives a promise that says it is of another class": async () => ({
    kill: () => undefined,
    wait: borrowed,
  }),
};

test.each(Object.entries(STARTS))(
  "where %s, it has failed, and is started again",
  async (_, odd) => {
    const { engine, clock, add } = bench({ errorDelay: 5 });
    let calls = 0;
    const start = (): Worker | Promise<Worker> => ((calls += 1) === 1 ? odd() : good());
    add("a", { manifold: { start } });
    await turn();
    await clock.advance(20);
    expect([calls, engine.report().manifolds["a"]?.phase]).toEqual([2, "started"]);
    engine.kill();
    await expect(engine.wait()).resolves.toBeUndefined();
  },
);

/** What an async function gives that fails. */
const promised = async (): Promise<never> => {
  throw new Error("later");
};
/** A function that is no async one by its type. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a program without types may hand in
const asked = promised as () => never;
const atOnce = { code: "ERR_CALLBACK", cause: { message: expect.stringContaining("at once") } };

test("a filter that gives a promise is an error like one that throws", async () => {
  const { engine, clock, add } = bench({ errorDelay: 5 });
  const a = add("a", { manifold: { filter: asked } });
  await engine.settled();
  a.end(new Error("x"));
  await clock.advance(1);
  expect(engine.report().manifolds["a"]?.["error-code"]).toBe("ERR_CALLBACK");
  await clock.advance(20);
  expect(a.starts).toBe(2);
});

const JUDGES: Readonly<Record<string, Omit<EngineConfig, "clock">>> = {
  isFatal: { isFatal: asked },
  worstError: { isFatal: () => true, worstError: asked },
  filter: { isFatal: () => true, filter: asked },
};

test.each(Object.entries(JUDGES))(
  "an engine whose %s gives a promise ends with an error that says so",
  async (callback, config) => {
    const { engine, add } = bench(config);
    const [a, b] = [add("a", { stopsIn: 1 }), add("b", { stopsIn: 1 })];
    await engine.settled();
    a.end(new Error("x"));
    b.end(new Error("y"));
    await expect(engine.wait()).rejects.toMatchObject({ ...atOnce, callback });
  },
);

test("an error that is a promise is not taken for the answer of a filter that lets it pass", async () => {
  const { engine, clock, add } = bench({ errorDelay: 5, isFatal: () => false });
  const error = Promise.resolve();
  const seen: unknown[] = [];
  const filter = (given: unknown): unknown => (seen.push(given), given);
  const a = add("a", { manifold: { filter } });
  await engine.settled();
  a.end(error);
  await clock.advance(20);
  expect([seen, a.starts]).toEqual([[error], 2]);
  expect(engine.report().manifolds["a"]?.["error-code"]).toBeUndefined();
});

test("where same gives a promise the outputs are different, and that is told", async () => {
  const { engine, clock, add, events } = bench();
  const manifold: Partial<Manifold<string>> = { same: asked };
  add("a", { manifold });
  const b = add("b", { inputs: ["a"] });
  await engine.settled();
  engine.bounce("a");
  await clock.advance(10);
  expect(b.starts).toBe(2);
  expect(events.find(({ kind }) => kind === "same failed")).toMatchObject({ error: atOnce });
});

test("where retryAfter gives a promise the backoff counts", async () => {
  const { engine, clock, add } = bench({ errorDelay: 5, restart: [{ retryAfter: asked }] });
  const a = add("a");
  await engine.settled();
  a.end(new Error("x"));
  await clock.advance(5);
  expect(a.starts).toBe(2);
});

test("a random that gives a promise is told of, and delays are the middle ones", async () => {
  const { engine, clock, add, events } = bench({ errorDelay: 100, random: asked });
  const a = add("a");
  await engine.settled();
  a.end(new Error("x"));
  await clock.advance(100);
  expect(a.starts).toBe(2);
  expect(events.filter(({ kind }) => kind === "callback failed")).toHaveLength(1);
});

test("a kill, or killWithin, that rejects is told as one that throws", async () => {
  const { engine, clock, add, events } = bench({ stopDeadline: 10 });
  const wait = async (): Promise<never> => new Promise(() => undefined);
  add("a", { manifold: { start: () => ({ kill: asked, wait }) } });
  add("b", { manifold: { start: () => ({ kill: asked, killWithin: asked, wait }) } });
  await engine.settled();
  engine.kill();
  await clock.advance(100);
  await engine.wait();
  const failed = events.filter(({ kind }) => kind === "kill failed");
  expect(failed).toMatchObject([
    { manifold: "a", error: { message: "later" } },
    { manifold: "b", error: { message: "later" } },
  ]);
});

test("a listener, logger or metrics that rejects is told as one that throws, and hears on", async () => {
  const heard: string[] = [];
  const log = (text: string): never => {
    heard.push(text);
    return asked();
  };
  const { engine, events, add } = bench({
    logger: { debug: log, info: log, warn: log, error: log },
    metrics: { recordStart: asked, recordWave: asked },
  });
  engine.subscribe(asked);
  add("a");
  await engine.settled();
  await turn();
  const told = events.filter(({ kind }) => kind === "subscriber failed");
  const others = events.filter(({ kind }) => kind !== "subscriber failed");
  // Once for each event to the logger and to the listener, and for the two that are counted.
  expect(told).toHaveLength(2 * others.length + 2);
  expect(heard).toHaveLength(events.length);
});

test("a worker whose report is to come is asked for it whatever kind of promise that is", async () => {
  const { engine, add } = bench();
  const reports: Record<string, () => unknown> = {
    biting: pending,
    // oxlint-disable-next-line unicorn/no-thenable -- what is odd about it
    thenable: () => ({ then: (done: (value: string) => void) => done("said") }),
    revoked: () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  };
  for (const [name, report] of Object.entries(reports)) {
    add(name, { manifold: { start: () => ({ ...good(), report }) } });
  }
  await engine.settled();
  engine.report();
  await turn();
  const { manifolds } = engine.report();
  expect(manifolds["thenable"]?.report).toBe("said");
  expect(manifolds["biting"]?.report).toEqual({ error: "it bites" });
  expect(manifolds["revoked"]?.report).toBe("…");
});
