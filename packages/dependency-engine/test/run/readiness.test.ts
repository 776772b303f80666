import { expect, test } from "vitest";
import { Engine, NotReadyError, resourceName, UninstallError, worker } from "../../src/index.js";
import { bench } from "../support.js";

test("ready gives the output of what runs, or as soon as it does", async () => {
  const { engine, clock, add } = bench();
  const soon = add("db", { startsIn: 100 });
  const waited = engine.ready(resourceName<string>("db"));
  await clock.advance(100);
  await expect(waited).resolves.toBe("db#1");
  await expect(engine.ready(resourceName<string>("db"))).resolves.toBe("db#1");
  expect(soon.starts).toBe(1);
});

test("ready waits for what failed and is tried again", async () => {
  const { engine, clock, add } = bench();
  let tries = 0;
  add("db", {
    onStart: () => {
      if (++tries < 3) throw new Error("no such host");
    },
  });
  const waited = engine.ready(resourceName<string>("db"));
  await clock.advance(100_000);
  await expect(waited).resolves.toMatch(/^db#/);
  expect(tries).toBe(3);
});

test("ready rejects with what explain says, where it cannot come", async () => {
  const { engine, clock, add } = bench();
  add("databse");
  add("api", { inputs: ["database"] });
  const waited = engine.ready(resourceName<string>("api"));
  const seen = waited.catch((error: unknown) => error);
  await clock.advance(10_000);
  const error = await seen;
  expect(error).toBeInstanceOf(NotReadyError);
  expect(error).toMatchObject({ code: "ERR_NOT_READY", manifolds: ["api"] });
  expect(String(error)).toContain(engine.explain("api").text);
  expect(String(error)).toContain('did you mean "databse"');
});

test("ready of a name that is not installed rejects at once", async () => {
  const { engine } = bench();
  await expect(engine.ready(resourceName("nobody"))).rejects.toThrow(/"nobody" is not installed/);
});

test("ready of all waits for each, and counts work that is done", async () => {
  const { engine, clock, add } = bench();
  engine.install(resourceName("once"), worker({ run: async () => undefined }));
  add("db", { startsIn: 50 });
  add("api", { inputs: ["db"], startsIn: 50 });
  let done = false;
  const waited = engine.ready().then(() => (done = true));
  await clock.advance(99);
  expect(done).toBe(false);
  await clock.advance(1);
  await waited;
});

test("ready of all rejects with each that cannot come, while what failed is waited for", async () => {
  const { engine, clock, add } = bench();
  add("a", { inputs: ["nowhere"] });
  add("b", { inputs: ["nowhere"] });
  add("c");
  const seen = engine.ready().catch((error: unknown) => error);
  await clock.advance(10_000);
  expect(await seen).toMatchObject({ code: "ERR_NOT_READY", manifolds: ["a", "b"] });
});

test("ready rejects when the engine stops, and when what it waits for uninstalls itself", async () => {
  const { engine, clock, add } = bench();
  add("gone", {
    startsIn: 10,
    onStart: () => {
      throw new UninstallError();
    },
  });
  const gone = engine.ready(resourceName("gone")).catch((error: unknown) => error);
  await clock.advance(1000);
  expect(await gone).toMatchObject({ code: "ERR_NOT_READY" });
  add("slow", { startsIn: 1000 });
  const slow = engine.ready(resourceName("slow")).catch((error: unknown) => error);
  engine.kill();
  await clock.advance(10_000);
  expect(await slow).toMatchObject({ code: "ERR_NOT_READY", manifolds: ["slow"] });
  await expect(engine.ready()).rejects.toMatchObject({ code: "ERR_NOT_READY" });
});

test("ready rejects with the signal's reason, and listens no longer", async () => {
  const { engine, add, events } = bench();
  add("slow", { startsIn: 1000 });
  const stop = new AbortController();
  const waited = engine.ready(resourceName("slow"), { signal: stop.signal });
  const reason = new Error("enough");
  stop.abort(reason);
  await expect(waited).rejects.toBe(reason);
  await expect(engine.ready({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(events.some(({ kind }) => kind === "subscriber failed")).toBe(false);
});

test("a first engine needs no configuration", async () => {
  const db = resourceName<{ query(): string }>("db");
  const api = resourceName<() => string>("api");
  await using engine = new Engine();
  engine.install(api, worker({ inputs: { db }, output: (inputs) => () => inputs.db.query() }));
  engine.install(db, worker({ output: () => ({ query: () => "42" }) }));
  expect((await engine.ready(api))()).toBe("42");
});

test.each(["chain", "star"])(
  "ready of ten thousand in a %s whose root is not there says so at once, of ten of them",
  async (shape) => {
    const { engine, add } = bench();
    const inputOf = (index: number): string => (shape === "star" ? "root" : `${index - 1}`);
    for (let index = 0; index < 10_000; index += 1) {
      add(`${index}`, { inputs: [index === 0 ? "root" : inputOf(index)] });
    }
    await engine.settled();
    const last = engine.ready(resourceName("9999"));
    await expect(last).rejects.toMatchObject({ code: "ERR_NOT_READY" });
    const error: unknown = await engine.ready().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      manifolds: { length: 10_000 },
      message: expect.stringMatching(/"root".* And 9990 more\.$/),
    });
  },
  120_000,
);
