/* Whatever calls the engine, from wherever the engine calls it: it finds each change applied. */
import { expect, test } from "vitest";
import { type Engine, type EngineEvent, resourceName } from "../../src/index.js";
import { bench, probeOf } from "../support.js";

const KINDS: readonly EngineEvent["kind"][] = [
  "installed",
  "wave began",
  "starting",
  "started",
  "draining",
  "aborting",
  "stopping",
  "ended",
  "retrying",
  "wave settled",
];
type Call = "remove" | "kill" | "bounce";
const CALLS: readonly Call[] = ["remove", "kill", "bounce"];
const CASES = KINDS.flatMap((kind) => CALLS.map((call) => [call, kind] as const));

/** The state of the engine, and the phases of `b` and of `c`, which needs it, after each. */
const AFTER = {
  kill: ["stopped", "resting", "resting"],
  remove: ["started", undefined, "resting"],
  bounce: ["started", "started", "started"],
};

function carryOut(engine: Engine, call: Call, name: string): void {
  if (engine.report().state !== "started" || !(name in engine.report().manifolds)) return;
  if (call === "kill") engine.kill();
  else if (call === "remove") void engine.remove(name);
  else engine.bounce(name);
}

test.each(CASES)("%s, called by a listener that hears '%s', is carried out", async (call, kind) => {
  const { engine, clock, add } = bench({ errorDelay: 1, patience: 20 });
  let heard = false;
  engine.subscribe((event) => {
    if (event.kind !== kind || heard || !("b" in engine.report().manifolds)) return;
    heard = true;
    carryOut(engine, call, "b");
  });
  add("a");
  const c = add("c", { inputs: ["b"] });
  const b = add("b", { inputs: ["a"], startsIn: 5, stopsIn: 5 });
  await clock.advance(2);
  if (kind === "aborting") engine.bounce("a");
  await clock.advance(50);
  b.end(new Error("x"));
  await clock.advance(50);
  if (engine.report().state === "started") engine.bounce("a");
  await clock.advance(200);
  expect(heard).toBe(true);
  const { state, manifolds } = engine.report();
  const phases = [manifolds["b"]?.phase, manifolds["c"]?.phase];
  expect([state, ...phases]).toEqual(AFTER[call]);
  const counts = [b.starts, c.starts];
  engine.kill();
  await clock.advance(100);
  await expect(engine.wait()).resolves.toBeUndefined();
  expect([b.starts, c.starts]).toEqual(counts);
});

test.each(CALLS)(
  "%s, called by the filter that is asked about an end, is carried out",
  async (call) => {
    const { engine, clock, add } = bench();
    let asked = 0;
    const filter = (error: unknown): unknown => {
      asked += 1;
      if (asked === 1) carryOut(engine, call, "a");
      return error;
    };
    const a = add("a", { manifold: { filter } });
    await engine.settled();
    a.end(new Error("x"));
    await clock.advance(10);
    const { state, manifolds } = engine.report();
    const expected = {
      kill: ["stopped", "resting"],
      remove: ["started", undefined],
      bounce: ["started", "started"],
    };
    expect([state, manifolds["a"]?.phase]).toEqual(expected[call]);
  },
);

test("whoever hears the signal of a start may remove others that heard of the same change", async () => {
  const { engine, clock, add } = bench();
  add("a");
  const others = ["b", "c", "d", "e"];
  for (const name of others) {
    add(name, {
      inputs: ["a"],
      startsIn: 50,
      deaf: true,
      manifold: {
        start: async ({ get, signal }) => {
          get(resourceName("a"));
          return new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => {
              if (name === "b") void engine.remove("c");
              reject(signal.reason);
            });
          });
        },
      },
    });
  }
  await clock.advance(10);
  void engine.remove("a");
  await clock.advance(1000);
  await engine.settled();
  expect(Object.keys(engine.report().manifolds)).toEqual(["b", "d", "e"]);
  engine.kill();
  await engine.wait();
});

test("a group whose member is removed by a listener that hears of it goes on without", async () => {
  const { engine, clock } = bench();
  const group = engine.group();
  await group.stop();
  engine.subscribe(({ kind }) => {
    if (kind === "installed") void engine.remove("a");
  });
  const a = probeOf("a", {}, clock);
  group.install(a.name, a.manifold);
  await engine.settled();
  expect([group.members, a.starts]).toEqual([[], 0]);
});
