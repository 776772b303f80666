import * as fc from "fast-check";
import { expect, test } from "vitest";

import { LogQuota } from "../../src/state/log-quota.js";

const LIMITS = { agent: 6400, all: 25_600 };

interface Written {
  readonly model: string;
  readonly tag: string;
  readonly bytes: number;
}

/** Writes, and makes room as the quota says; what is kept of each agent then. */
function keep(records: readonly Written[]): ReadonlyMap<string, number> {
  const quota = new LogQuota(LIMITS);
  const kept = new Map<string, number>();
  const add = (model: string, tag: string, bytes: number): void => {
    quota.add(model, tag, bytes);
    kept.set(`${model} ${tag}`, (kept.get(`${model} ${tag}`) ?? 0) + bytes);
  };
  for (const { model, tag, bytes } of records) {
    add(model, tag, bytes);
    const excess = quota.excess(model, tag);
    if (excess !== undefined) {
      const has = kept.get(`${excess.model} ${excess.tag}`) ?? 0;
      add(excess.model, excess.tag, -Math.min(has, excess.bytes));
    }
  }
  return kept;
}

test("whatever is written, by whomever, no agent keeps more than its limit, nor all more than theirs", () => {
  const record = fc.record({
    model: fc.constantFrom("a", "b", "c"),
    tag: fc.integer({ min: 0, max: 9 }).map((n) => `machine-${n}`),
    bytes: fc.integer({ min: 1, max: 3000 }),
  });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 300 }), (records) => {
      const kept = [...keep(records).values()];
      expect(Math.max(0, ...kept)).toBeLessThanOrEqual(LIMITS.agent);
      expect(kept.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(LIMITS.all);
    }),
  );
});

test("the agents of one model, however many, push out nothing of another's", () => {
  const flood = Array.from({ length: 1000 }, (_, n) => ({
    model: "loud",
    tag: `machine-${n % 100}`,
    bytes: 500,
  }));
  const kept = keep([{ model: "quiet", tag: "machine-0", bytes: 6000 }, ...flood]);
  expect(kept.get("quiet machine-0")).toBe(6000);
});
