import { expect, test } from "vitest";

import { newNode, type NodeView } from "../../src/view/node-view.js";
import { nearest } from "../../page/graph/walk.js";
import { Ribbons } from "../../page/timeline/ribbons.js";
import { statusOf } from "../../page/status.js";
import { calmSpan, condition, isHarm, ordinal, span } from "../../page/descriptions.js";

test.each([
  [0, "0 ms"],
  [640, "640 ms"],
  [9400, "9.4 s"],
  [12_000, "12 s"],
  [240_000, "4 min"],
  [12_000_000, "3 h 20 min"],
  [1_036_800_000, "12 d"],
  [-5, "0 ms"],
])("%d ms is written %j", (ms, words) => {
  expect(span(ms)).toBe(words);
});

test("what is redrawn each second is written in whole seconds", () => {
  expect([999, 3400, 61_000].map(calmSpan)).toEqual(["0 s", "3 s", "1 min"]);
});

test.each([
  [1, "1st"],
  [2, "2nd"],
  [3, "3rd"],
  [11, "11th"],
  [112, "112th"],
  [23, "23rd"],
])("the %dth is written %j", (count, words) => {
  expect(ordinal(count)).toBe(words);
});

const node = (changes: Partial<NodeView>): NodeView => ({ ...newNode("n", [], [], 0), ...changes });
const error = { message: "no", at: 0 };

test.each([
  [node({ phase: "started" }), "running", "running 5 s"],
  [node({ phase: "started", degraded: "slow" }), "degraded", "running, degraded"],
  [node({ phase: "updating", degraded: "slow" }), "degraded", "running, taking new inputs"],
  [node({ phase: "outdated", degraded: "slow" }), "degraded", "running, to be renewed"],
  [node({ phase: "starting", since: 4500 }), "starting", "starting"],
  [node({ phase: "starting" }), "starting", "starting for 5 s"],
  [node({ phase: "waiting" }), "starting", "waiting"],
  [node({ phase: "waiting", retryAt: 8100, errors: [error] }), "retrying", "again in 3 s"],
  [node({ phase: "stopping" }), "stopping", "stopping for 5 s"],
  [node({ phase: "resting", rest: "missing" }), "resting", "needs an input"],
  [node({ phase: "resting", rest: "degraded", errors: [error] }), "given-up", "given up"],
] as const)("%o looks %s and reads %j", (seen, status, words) => {
  expect(statusOf(seen)).toBe(status);
  expect(condition(seen, 5000)).toBe(words);
});

test("an arrow key goes to the nearest card that way, and stays at the rim", () => {
  const places = new Map([
    ["here", { x: 0, y: 0 }],
    ["right", { x: 100, y: 10 }],
    ["far right", { x: 300, y: 0 }],
    ["below", { x: 5, y: 60 }],
  ]);
  const from = { x: 0, y: 0 };
  expect(nearest(from, "right", places)).toBe("right");
  expect(nearest(from, "down", places)).toBe("below");
  expect(nearest(from, "left", places)).toBeUndefined();
});

test("the timeline shows what fails before what only moved, in the order of their depth", () => {
  const ribbons = new Ribbons();
  const started = { engine: "e", kind: "started", took: 1, count: 1 } as const;
  ["x", "y", "z"].forEach((manifold, index) =>
    ribbons.take({ ...started, manifold, at: index, id: index }),
  );
  ribbons.take({
    engine: "e",
    kind: "ended",
    manifold: "x",
    outcome: "failed",
    asked: false,
    error: { message: "no" },
    at: 5,
    id: 5,
  });
  ribbons.take({ engine: "e", kind: "retrying", manifold: "x", delay: 9, errors: 1, at: 5, id: 6 });
  ribbons.take({ ...started, kind: "stopping", manifold: "y", at: 90, id: 7 });
  const depth = (name: string): number => ({ x: 2, y: 1, z: 0 })[name] ?? 0;
  expect(ribbons.latest(2, depth).map(({ name }) => name)).toEqual(["y", "x"]);
  expect(ribbons.latest(1, depth).map(({ name }) => name)).toEqual(["x"]);
  expect(ribbons.latest(2, depth, "z").map(({ name }) => name)).toEqual(["z", "x"]);
  expect(ribbons.latest(1, depth)[0]?.stretches.map(({ status }) => status)).toEqual([
    "running",
    "starting",
    "retrying",
  ]);
});

test("what only brings something back is a recovery, though it is told with the error before it", () => {
  const because = { manifold: "api-caller", what: "retry", error: { message: "reset" } } as const;
  const wave = { wave: 1, began: 0, because, took: 1 };
  expect(isHarm({ ...wave, started: 3, ended: 0 })).toBe(false);
  expect(isHarm({ ...wave, started: 0, ended: 3 })).toBe(true);
  expect(isHarm({ ...wave, started: 3, ended: 3 })).toBe(true);
  expect(isHarm({ ...wave, because: { manifold: "api-caller", what: "bounced" } })).toBe(false);
});
