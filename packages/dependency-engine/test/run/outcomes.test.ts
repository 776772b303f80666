import { expect, test } from "vitest";
import { BounceError, CallbackError, MissingError, UninstallError } from "../../src/index.js";
import { bench, turn } from "../support.js";

test("a worker that failed is started again after the error delay", async () => {
  const { engine, clock, add } = bench({ errorDelay: 3000, random: () => 0.5 });
  const a = add("a");
  await engine.settled();
  a.end(new Error("broken"));
  await clock.advance(2999);
  expect(a.starts).toBe(1);
  expect(engine.report().manifolds["a"]).toMatchObject({ state: "stopped", error: "broken" });
  await clock.advance(1);
  expect(a.starts).toBe(2);
});

test("a start that failed is tried again after the error delay", async () => {
  const { clock, add } = bench({ errorDelay: 3000, random: () => 0.5 });
  const a = add("a", {
    onStart: () => {
      if (a.calls === 1) throw new Error("not yet");
    },
  });
  await clock.advance(3000);
  expect([a.calls, a.starts]).toEqual([2, 1]);
});

test("a worker that ended cleanly rests until an input changes", async () => {
  const { engine, clock, add } = bench();
  const input = add("input");
  const a = add("a", { inputs: ["input"] });
  await engine.settled();
  a.end();
  await clock.advance(60_000);
  expect([a.starts, engine.report().manifolds["a"]?.resting]).toEqual([1, "finished"]);
  input.end(new BounceError());
  await turn();
  await engine.settled();
  expect(a.starts).toBe(2);
});

test("a start that missed an input rests until an input changes, and is an error to nobody", async () => {
  const { engine, clock, add, story } = bench();
  const a = add("a", { inputs: ["nowhere", "other"] });
  await clock.advance(60_000);
  expect(a.calls).toBe(1);
  expect(engine.report().manifolds["a"]).toMatchObject({ resting: "missing", state: "stopped" });
  add("other");
  await engine.settled();
  expect([a.calls, a.starts]).toEqual([2, 0]);
  expect(story("retrying", "fatal")).toEqual([]);
});

test.each([
  ["itself", (error: Error) => error],
  [
    "a cause",
    (error: Error) => new Error("outer", { cause: new Error("inner", { cause: error }) }),
  ],
  [
    "a member of an AggregateError",
    (error: Error) => new AggregateError([new Error("one"), error]),
  ],
  [
    "a cause of a member of a cause",
    (error: Error) =>
      new Error("outer", { cause: new AggregateError([new Error("i", { cause: error })]) }),
  ],
])("missing, bounce and uninstall are understood as %s", async (_how, wrap) => {
  const { engine, add } = bench({ errorDelay: 9999, bounceDelay: 0 });
  const bounces = add("bounces");
  const missing = add("missing");
  const uninstalls = add("uninstalls");
  await engine.settled();
  bounces.end(wrap(new BounceError()));
  missing.end(wrap(new MissingError("something")));
  uninstalls.end(wrap(new UninstallError()));
  await turn();
  await engine.settled();
  expect(bounces.starts).toBe(2);
  expect(engine.report().manifolds["missing"]?.resting).toBe("missing");
  expect(engine.report().manifolds["uninstalls"]).toBeUndefined();
});

test("an error with the code of another copy of this package is understood", async () => {
  const { engine, add } = bench({ errorDelay: 9999 });
  const a = add("a");
  await engine.settled();
  a.end(Object.assign(new Error("from elsewhere"), { code: "ERR_BOUNCE" }));
  await turn();
  await engine.settled();
  expect(a.starts).toBe(2);
});

test("a chain of causes that bites its own tail is an error like any other", async () => {
  const { engine, clock, add } = bench({ errorDelay: 10 });
  const a = add("a");
  await engine.settled();
  const first = new Error("first");
  first.cause = new Error("second", { cause: first });
  a.end(first);
  await clock.advance(11);
  expect(a.starts).toBe(2);
});

test("an uninstalled name may be installed again, and dependents start again", async () => {
  const { engine, add } = bench();
  const a = add("a");
  const b = add("b", { inputs: ["a"] });
  await engine.settled();
  a.end(new UninstallError());
  await turn();
  await engine.settled();
  expect(Object.keys(engine.report().manifolds)).toEqual(["b"]);
  add("a");
  await engine.settled();
  expect([b.starts, b.got]).toEqual([2, { a: "a#1" }]);
});

test("a worker that was told to stop is restarted whatever it ended with", async () => {
  const { engine, clock, add } = bench({ errorDelay: 60_000, bounceDelay: 10 });
  const a = add("a");
  const endings: unknown[] = [new Error("broken"), new UninstallError(), undefined];
  const b = add("b", {
    inputs: ["a"],
    manifold: { filter: () => endings.shift() },
  });
  await engine.settled();
  for (let round = 2; round <= 4; round += 1) {
    a.end(new BounceError());
    await clock.advance(50);
    expect([a.starts, b.starts]).toEqual([round, round]);
  }
});

test("a rejection without a reason is a failure all the same", async () => {
  const { engine, clock, add } = bench({ errorDelay: 10 });
  const a = add("a", {
    manifold: {
      start: () => {
        a.calls += 1;
        return { kill: () => undefined, wait: () => Promise.reject() };
      },
    },
  });
  await clock.advance(60);
  expect(a.calls).toBeGreaterThan(2);
  expect(engine.report().manifolds["a"]?.error).toBe("rejected without a reason");
});

test("a start that returns no worker has failed, and says so", async () => {
  const { engine, clock, add } = bench({ errorDelay: 1000 });
  add("a", { manifold: { start: () => Object.create(null) } });
  await clock.advance(0);
  expect(engine.report().manifolds["a"]).toMatchObject({
    error: '"a" start returned no worker: it must return an object with kill and wait',
    "error-code": "ERR_NOT_A_WORKER",
  });
});

test("a worker whose wait throws has failed", async () => {
  const { engine, clock, add } = bench({ errorDelay: 1000 });
  const wait = (): never => {
    throw new Error("no end to it");
  };
  add("a", { manifold: { start: () => ({ kill: () => undefined, wait }) } });
  await clock.advance(0);
  expect(engine.report().manifolds["a"]?.error).toBe("no end to it");
});

// Filters

test("a manifold's filter decides what an end counts as", async () => {
  const { engine, clock, add } = bench({ errorDelay: 60_000 });
  const changed = new Error("changed password");
  const a = add("a", {
    manifold: { filter: (error) => (error === changed ? new BounceError() : error) },
  });
  await engine.settled();
  a.end(changed);
  await clock.advance(0);
  expect(a.starts).toBe(2);
});

test("a filter is asked about clean ends, too", async () => {
  const { engine, clock, add } = bench({ errorDelay: 10 });
  const a = add("a", { manifold: { filter: (error) => error ?? new Error("ended too soon") } });
  await engine.settled();
  a.end();
  await clock.advance(11);
  expect(a.starts).toBe(2);
});

test("what a filter throws is an error with a code, and the cause is kept", async () => {
  const { engine, clock, add, events } = bench({ errorDelay: 10 });
  const mistake = new Error("a mistake");
  const filter = (): never => {
    throw mistake;
  };
  const a = add("a", { manifold: { filter } });
  await engine.settled();
  a.end();
  await clock.advance(11);
  expect(a.starts).toBe(2);
  const ended = events.find((event) => event.kind === "ended");
  expect(ended?.error).toBeInstanceOf(CallbackError);
  expect(ended?.error).toMatchObject({
    code: "ERR_CALLBACK",
    callback: 'the filter of "a"',
    cause: mistake,
  });
});
