import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { plainValue } from "../../src/report/plain-value.js";
import { runWorker } from "../../src/index.js";
import { bench } from "../support.js";

/** What a page would get of it. */
function shown(value: unknown): unknown {
  return JSON.parse(JSON.stringify({ value: plainValue(value) })).value;
}

test("data is shown as it is", () => {
  const data = { text: "a", number: 1, yes: true, nothing: null, list: [1, [2]], deep: { x: {} } };
  expect(plainValue(data)).toEqual(data);
  expect(shown([undefined, () => 1, Symbol("x")])).toEqual([null, null, null]);
  expect(shown({ a: undefined, b: () => 1 })).toEqual({});
});

test("data that bites its own tail, BigInts and dates can be written as JSON", () => {
  const cycle: { n: bigint; self?: object } = { n: 3n };
  cycle.self = cycle;
  const twice = { a: 1 };
  expect(shown(cycle)).toEqual({ n: "3", self: "…" });
  expect(shown([twice, twice])).toEqual([twice, twice]);
  expect(shown([new Date(0), new Date(Number.NaN)])).toEqual(["1970-01-01T00:00:00.000Z", null]);
});

test("what cannot be read is left out, and what stands beside it is not", () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const thrown = Object.defineProperty({ beside: 1 }, "x", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
  expect(shown([revoked.proxy, thrown])).toEqual(["…", { beside: 1 }]);
});

test("no object says itself how it is shown, and of an error only its words are", () => {
  const request = { headers: { authorization: "secret" }, toJSON: () => "secret" };
  const error = Object.assign(new Error("refused"), { code: "ECONNREFUSED", request });
  expect(shown(error)).toEqual({ message: "refused", name: "Error", code: "ECONNREFUSED" });
  expect(shown({ toJSON: () => "secret", a: 1 })).toEqual({ a: 1 });
});

test("errors and dates of another realm are errors and dates", () => {
  const error: unknown = runInNewContext(
    'Object.assign(new TypeError("no"), { code: "E_NO", token: "secret" })',
  );
  expect(shown({ error })).toEqual({ error: { name: "TypeError", message: "no", code: "E_NO" } });
  expect(shown(runInNewContext("new Date(0)"))).toBe("1970-01-01T00:00:00.000Z");
});

test("what only inherits from a date is none", () => {
  expect(shown([Object.create(Date.prototype), 1])).toEqual([{}, 1]);
});

test("a name such as __proto__ is a name", () => {
  const odd = JSON.parse('{"__proto__":"a name"}');
  expect(JSON.stringify(plainValue(odd))).toBe('{"__proto__":"a name"}');
});

test("no more is shown than somebody can read", () => {
  let deep: unknown = "the bottom";
  for (let depth = 0; depth < 30; depth += 1) deep = [deep];
  expect(JSON.stringify(plainValue(deep))).toBe(`${"[".repeat(20)}"…"${"]".repeat(20)}`);
  const wide = Array.from({ length: 300_000 }, () => [0]);
  expect(JSON.stringify(plainValue({ wide })).length).toBeLessThan(1_000_000);
  const keys = Object.fromEntries(Array.from({ length: 150_000 }, (_, index) => [index, 0]));
  expect(Object.keys(Object(plainValue(keys)))).toHaveLength(99_999);
});

test("a worker's own report is shown so", async () => {
  const { engine, add } = bench();
  const report = (): unknown => ({ open: 3n });
  const start = (): ReturnType<typeof runWorker> => ({
    ...runWorker(() => new Promise(() => undefined)),
    report,
  });
  add("a", { manifold: { start } });
  await engine.settled();
  expect(engine.report().manifolds["a"]?.report).toEqual({ open: "3" });
});
