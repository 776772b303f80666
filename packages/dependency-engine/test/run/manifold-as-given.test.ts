/* A manifold is what it was when it was handed in, and what cannot be one is refused then. */
import { expect, test } from "vitest";
import { Engine, type Manifold, optional, resourceName, worker } from "../../src/index.js";
import { bench, CONFIG } from "../support.js";

const REFUSED: Readonly<Record<string, object | undefined>> = {
  "is not there": undefined,
  "has an input that a circular import left undefined": { inputs: [undefined] },
  "has an input that is a symbol": { inputs: [Symbol("a")] },
  "has a hole in its list of inputs": { inputs: Array.from({ length: 1 }).fill(undefined) },
  "has an optional input that is no name": { inputs: [], optional: [1] },
  "has optional inputs that are no list": { inputs: [], optional: {} },
  "has a same that is no function": { inputs: [], same: true },
  "has an update that is no function": { inputs: [], update: 1 },
  "has an overlap that is no boolean": { inputs: [], overlap: 1 },
  "has a filter that is no function": { inputs: [], filter: {} },
  "has an output that is no function": { inputs: [], output: 1 },
};

test.each(Object.keys(REFUSED))("a manifold that %s is refused with a code", async (what) => {
  const { engine, add } = bench();
  add("a");
  const wrong = REFUSED[what] && { start: () => undefined, ...REFUSED[what] };
  const refused = expect.objectContaining({ code: "ERR_ENGINE_CONFIG" });
  for (const method of ["install", "replace"] as const) {
    const name = method === "install" ? "b" : "a";
    expect(() => Reflect.apply(engine[method].bind(engine), engine, [name, wrong])).toThrow(
      refused,
    );
  }
  await engine.settled();
  expect(Object.keys(engine.report().manifolds)).toEqual(["a"]);
});

test.each([undefined, null, 1, Symbol("a")])("a name that is %s is refused with a code", (name) => {
  const { engine } = bench();
  const refused = expect.objectContaining({ code: "ERR_ENGINE_CONFIG" });
  const manifold = worker({});
  for (const method of ["install", "replace", "remove", "bounce"] as const) {
    expect(() => Reflect.apply(engine[method].bind(engine), engine, [name, manifold])).toThrow(
      refused,
    );
  }
});

test("an input of worker() that a circular import left undefined is refused by its name there", () => {
  const late: { db?: ReturnType<typeof resourceName> } = {};
  const refused = expect.objectContaining({
    code: "ERR_ENGINE_CONFIG",
    message: 'invalid config: the input "db" is undefined (a circular import?), not a text',
  });
  expect(() => Reflect.apply(worker, undefined, [{ inputs: { db: late.db } }])).toThrow(refused);
  const marked = Reflect.apply(optional, undefined, [late.db]);
  expect(() => Reflect.apply(worker, undefined, [{ inputs: { db: marked } }])).toThrow(refused);
});

const thrower = {
  get: (): never => {
    throw new Error("not to be read again");
  },
};
/** What a program may make of its object later. */
const CHANGES: Readonly<Record<string, (manifold: Manifold<string>) => void>> = {
  "members that throw": (manifold) => {
    for (const key of ["inputs", "optional", "filter", "restart", "same", "update", "overlap"]) {
      Object.defineProperty(manifold, key, thrower);
    }
    Object.defineProperty(manifold, "startDeadline", thrower);
    Object.defineProperty(manifold, "stopDeadline", thrower);
  },
  "members of no use": (manifold) => {
    const no = { optional: 1, filter: 1, restart: 1, same: 1, update: 1, startDeadline: NaN };
    Object.assign(manifold, { inputs: undefined, overlap: 1, stopDeadline: "soon", ...no });
  },
  "its lists emptied": (manifold) => {
    for (const list of [manifold.inputs, manifold.optional, manifold.restart]) {
      Reflect.set(list ?? [], "length", 0);
    }
  },
};

test.each(Object.entries(CHANGES))(
  "a manifold that was given later %s is the one that it was",
  async (_, change) => {
    const { engine, clock, add, events } = bench({ errorDelay: 50 });
    const restart = [
      { when: ["E_NEVER"] },
      { backoff: { delay: 5 }, intensity: { failures: 1, within: 1000, next: "degrade" } as const },
    ];
    const manifold = { restart, filter: (error: unknown) => error };
    const c = add("c");
    const b = add("b", { inputs: ["c"], optional: ["d"], manifold });
    change(b.manifold);
    Object.assign(restart[1] ?? {}, { intensity: 1, backoff: { delay: NaN } });
    await engine.settled();
    expect(engine.report().manifolds["b"]).toMatchObject({ inputs: ["c"], optional: ["d"] });
    engine.bounce("c");
    await clock.advance(20);
    expect([c.starts, b.starts]).toEqual([2, 2]);
    b.end(new Error("x"));
    await clock.advance(20);
    expect(b.starts).toBe(3);
    b.end(new Error("y"));
    await clock.advance(1000);
    expect(engine.explain("b").text).toContain("failed too often");
    engine.kill();
    await clock.advance(100);
    await expect(engine.wait()).resolves.toBeUndefined();
    expect(events.some(({ kind }) => kind === "subscriber failed")).toBe(false);
  },
);

test("what the program does with its configuration later changes nothing", async () => {
  const restart = [{ backoff: { delay: 5 } }];
  const config = { isFatal: () => false, restart };
  const { engine, clock, add } = bench(config);
  const a = add("a");
  await engine.settled();
  restart.length = 0;
  Object.assign(config, { isFatal: 1 });
  a.end(new Error("x"));
  await clock.advance(5);
  expect(a.starts).toBe(2);
});

test("a manifold may be an object of a class, whose methods have its fields", async () => {
  class Counter {
    readonly inputs = [] as const;
    #made = 0;
    start(): Promise<never> | ReturnType<Manifold["start"]> {
      this.#made += 1;
      return { kill: () => undefined, wait: () => new Promise(() => undefined) };
    }
    output(): number {
      return this.#made;
    }
    same(before: number, after: number): boolean {
      return this.#made > 0 && before === after;
    }
  }
  const engine = new Engine(CONFIG);
  const name = resourceName<number>("counter");
  engine.install(name, new Counter());
  await expect(engine.ready(name)).resolves.toBe(1);
});
