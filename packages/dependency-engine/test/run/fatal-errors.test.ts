import { expect, test } from "vitest";
import { bench, turn } from "../support.js";

test("a fatal error ends the engine, which rejects with it", async () => {
  const fatal = new Error("must end");
  const { engine, seen, add } = bench({ isFatal: (error) => error === fatal });
  const a = add("a");
  add("b", { inputs: ["a"] });
  await engine.settled();
  a.end(fatal);
  await expect(engine.wait()).rejects.toBe(fatal);
  expect(seen.slice(-2)).toEqual(["stop b", "end b"]);
  expect(engine.report()).toMatchObject({ state: "stopped", error: "must end" });
});

test("whoever ends the engine has ended: it is not told to stop again", async () => {
  const fatal = new Error("must end");
  const { engine, events, add } = bench({ isFatal: (error) => error === fatal });
  const a = add("a");
  await engine.settled();
  a.end(fatal);
  await expect(engine.wait()).rejects.toBe(fatal);
  const kinds = events.map(({ kind }) => kind);
  expect(kinds.slice(kinds.indexOf("ended"))).toEqual([
    "ended",
    "resting",
    "fatal",
    "engine stopping",
    "engine stopped",
  ]);
});

test("of several fatal errors the worst is the engine's", async () => {
  const { engine, clock, add } = bench({
    isFatal: (error) => error instanceof Error,
    worstError: (first, second) => (String(first) > String(second) ? first : second),
  });
  const a = add("a");
  add("b", { stopsIn: 10, manifold: { filter: () => new Error("3") } });
  add("c", { stopsIn: 20, manifold: { filter: () => new Error("2") } });
  await engine.settled();
  a.end(new Error("1"));
  await clock.advance(20);
  await expect(engine.wait()).rejects.toThrow("3");
});

test("the engine's filter has the last word on its end", async () => {
  const fatal = new Error("terminate");
  const { engine, add } = bench({
    isFatal: (error) => error === fatal,
    filter: (error) => (error === fatal ? undefined : error),
  });
  const a = add("a");
  await engine.settled();
  a.end(fatal);
  await expect(engine.wait()).resolves.toBeUndefined();
});

test("an engine whose filter leaves null has ended well", async () => {
  const { engine } = bench({ filter: () => null });
  engine.kill();
  await expect(engine.wait()).resolves.toBeUndefined();
});

test("a fatal error ends the engine itself, not as one failure too many", async () => {
  const fatal = new Error("must end");
  const { engine, add } = bench({
    isFatal: (error) => error === fatal,
    restart: [{ intensity: { failures: 0, within: 1000, next: "end" } }],
  });
  const a = add("a");
  await engine.settled();
  a.end(fatal);
  await expect(engine.wait()).rejects.toBe(fatal);
});

test("isFatal is asked about clean ends, too", async () => {
  const { engine, add } = bench({ isFatal: (error) => error === undefined });
  const a = add("a");
  await engine.settled();
  a.end();
  await expect(engine.wait()).resolves.toBeUndefined();
  expect(engine.report().state).toBe("stopped");
});

test.each(["isFatal", "worstError", "filter"] as const)(
  "an engine whose %s throws ends with an error that says so",
  async (callback) => {
    const mistake = (): never => {
      throw new Error("a mistake");
    };
    const { engine, add } = bench({ isFatal: () => true, [callback]: mistake });
    const a = add("a");
    const b = add("b");
    await engine.settled();
    a.end(new Error("first"));
    b.end(new Error("second"));
    await expect(engine.wait()).rejects.toMatchObject({
      code: "ERR_CALLBACK",
      callback,
      cause: new Error("a mistake"),
    });
  },
);

test("an engine that is stopping refuses installs and still reports", async () => {
  const { engine, clock, add } = bench();
  add("a", { stopsIn: 50 });
  await engine.settled();
  engine.kill();
  engine.kill();
  expect(() => add("b")).toThrow('cannot install "b" manifold: engine is shutting down');
  expect(engine.report()).toMatchObject({
    state: "stopping",
    manifolds: { a: { state: "stopping" } },
  });
  await clock.advance(50);
  await engine.wait();
  expect(engine.report()).toMatchObject({
    state: "stopped",
    manifolds: { a: { state: "stopped" } },
  });
  expect(clock.pending).toBe(0);
});

test("an engine is disposed of by stopping it", async () => {
  const { engine, seen, add } = bench();
  {
    await using scope = engine;
    add("a");
    await scope.settled();
  }
  expect(seen.at(-1)).toBe("end a");
  expect(engine.report().state).toBe("stopped");
});

test("nobody need wait for an engine that fails", async () => {
  const { engine, add } = bench({ isFatal: () => true });
  const a = add("a");
  await engine.settled();
  a.end(new Error("unseen"));
  // vitest fails the run on an unhandled rejection.
  await turn();
  expect(engine.report().state).toBe("stopped");
});
