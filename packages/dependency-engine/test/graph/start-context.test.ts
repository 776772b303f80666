import { expect, test } from "vitest";
import { MissingError, resourceName, type StartContext } from "../../src/index.js";
import { bench, turn } from "../support.js";

/** What `action` throws. */
function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("it threw nothing");
}

test("asking for what was not declared is refused, though it runs", async () => {
  const { engine, add } = bench();
  add("secret");
  let error: unknown;
  add("a", {
    onStart: ({ get }) => {
      error = thrown(() => get(resourceName("secret")));
    },
  });
  await engine.settled();
  expect(error).toBeInstanceOf(MissingError);
  expect(error).toMatchObject({
    code: "ERR_MISSING",
    dependency: "secret",
    reason: "not declared",
    message: '"secret" not declared: dependency not available',
  });
});

test("an input that is not running, or was never installed, is missing", async () => {
  const { engine, add } = bench();
  const errors: unknown[] = [];
  add("a", {
    copes: true,
    inputs: ["never", "rests"],
    onStart: ({ get }) => {
      for (const name of ["never", "rests"]) errors.push(thrown(() => get(resourceName(name))));
    },
  });
  add("rests", { inputs: ["never"] });
  await engine.settled();
  expect(errors).toMatchObject([
    { dependency: "never", reason: "not running" },
    { dependency: "rests", reason: "not running" },
  ]);
});

test("an input without an output is there, but gives nothing", async () => {
  const { engine, add } = bench();
  engine.install(resourceName("silent"), {
    inputs: [],
    start: () => ({ kill: () => undefined, wait: () => new Promise(() => undefined) }),
  });
  let error: unknown;
  add("a", {
    inputs: ["silent"],
    copes: true,
    onStart: ({ get, find }) => {
      error = thrown(() => find(resourceName("silent")));
      expect(thrown(() => get(resourceName("silent")))).toEqual(error);
    },
  });
  await engine.settled();
  expect(error).toMatchObject({ reason: "not exposed", dependency: "silent" });
});

test("what an output throws is passed on unchanged", async () => {
  const { engine, add } = bench({ errorDelay: 1000 });
  const mistake = new Error("wrong worker");
  const output = (): never => {
    throw mistake;
  };
  add("input", { manifold: { output } });
  let error: unknown;
  add("a", {
    inputs: ["input"],
    onStart: ({ get }) => {
      error = thrown(() => get(resourceName("input")));
    },
  });
  await engine.settled();
  expect(error).toBe(mistake);
});

test("a context expires with its start", async () => {
  const { engine, add } = bench();
  let context: StartContext | undefined;
  add("input");
  add("a", {
    inputs: ["input"],
    onStart: (given) => {
      context = given;
    },
  });
  await engine.settled();
  expect(thrown(() => context?.get(resourceName("input")))).toMatchObject({ reason: "expired" });
  expect(thrown(() => context?.find(resourceName("input")))).toMatchObject({ reason: "expired" });
  expect(context?.signal.aborted).toBe(false);
});

test("a start that takes long never gets an input that has ended meanwhile", async () => {
  const { clock, add } = bench({ errorDelay: 1000 });
  const input = add("input");
  const errors: unknown[] = [];
  add("a", {
    inputs: ["input"],
    startsIn: 50,
    deaf: true,
    onStart: ({ get, find }) => {
      if (errors.length > 0) return;
      errors.push(
        thrown(() => get(resourceName("input"))),
        find(resourceName("input")),
      );
    },
  });
  await clock.advance(10);
  input.end(new Error("broken"));
  await clock.advance(40);
  expect(errors).toMatchObject([{ reason: "not running" }, undefined]);
});

test("a start that takes long never gets an input that is to stop, though it still runs", async () => {
  const { engine, clock, add } = bench();
  const input = add("input");
  const asked: unknown[] = [];
  add("a", {
    inputs: ["input"],
    startsIn: 50,
    deaf: true,
    onStart: ({ get, find }) => {
      if (asked.length > 0) return;
      asked.push(
        thrown(() => get(resourceName("input"))),
        find(resourceName("input")),
      );
    },
  });
  await clock.advance(10);
  engine.bounce("input");
  await clock.advance(40);
  expect(asked).toMatchObject([{ reason: "not running" }, undefined]);
  await clock.advance(50);
  expect(input.starts).toBe(2);
});

test("a start that takes long does not get an input that came meanwhile: it is made again", async () => {
  const { clock, add } = bench();
  const found: unknown[] = [];
  add("a", {
    optional: ["late"],
    startsIn: 50,
    deaf: true,
    onStart: ({ find }) => {
      found.push(find(resourceName("late")));
    },
  });
  await clock.advance(10);
  add("late");
  await clock.advance(100);
  expect(found).toEqual([undefined, "late#1"]);
});

test("the signal of a start is aborted when the engine is told to stop", async () => {
  const { engine, clock, add } = bench();
  let signal: AbortSignal | undefined;
  add("a", { startsIn: 60_000, manifold: {} });
  const b = add("b", {
    manifold: {
      start: (context) => {
        b.calls += 1;
        signal = context.signal;
        expect(context.signal).toBe(signal);
        return new Promise((_resolve, reject) => {
          context.signal.addEventListener("abort", () => reject(context.signal.reason));
        });
      },
    },
  });
  await clock.advance(1);
  expect(signal?.aborted).toBe(false);
  engine.kill();
  await engine.wait();
  expect(signal?.aborted).toBe(true);
});

test("an input that is named twice is one input", async () => {
  const { engine, add } = bench();
  const input = add("input");
  const a = add("a", { inputs: ["input", "input"], optional: ["input"] });
  await engine.settled();
  input.end(new Error("broken"));
  await turn();
  await engine.settled();
  expect([a.starts, a.got]).toEqual([2, { input: "input#2" }]);
});

test("a worker with a thousand inputs can ask for each of them", async () => {
  const { engine, add } = bench();
  const inputs = Array.from({ length: 1000 }, (_, index) => `input-${index}`);
  for (const input of inputs) add(input);
  const a = add("a", { inputs });
  await engine.settled();
  expect(Object.values(a.got)).toHaveLength(1000);
});

test("of many inputs each is found by its name, and what was not declared is not", async () => {
  const { engine, add } = bench();
  const inputs = Array.from({ length: 40 }, (_, index) => `n${index}`);
  for (const input of inputs) add(input);
  const a = add("a", { inputs });
  const b = add("b", { inputs, onStart: ({ get }) => void get(resourceName("a")) });
  await engine.settled();
  expect([Object.keys(a.got), b.starts]).toEqual([inputs, 0]);
  expect(a.got["n39"]).toBe("n39#1");
});
