import { hasCode } from "@holdfast/ports";
import type { HowToStop } from "@holdfast/postgres-testkit";
import { describe, expect, test } from "vitest";

import type { Store } from "../../../src/state/store.js";
import { missing, openPostgresStore, postgresForAll } from "../../kit/postgres.js";
import { counted, countUp } from "./counting.js";

const server = postgresForAll();
const never = new AbortController().signal;

/** Commits of several stores, until they are told to stop: what was acknowledged, and what nobody knows. */
function working(stores: readonly Store[]): {
  readonly acknowledged: number[];
  stop(): Promise<{ readonly unknown: number }>;
} {
  const acknowledged: number[] = [];
  let unknown = 0;
  const stopping = new AbortController();
  const work = async (store: Store): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        acknowledged.push(await countUp(store));
      } catch (error) {
        if (hasCode(error, "ERR_STORE_OUTCOME")) unknown += 1;
        else if (!hasCode(error, "ERR_STORE_UNAVAILABLE")) throw error;
      }
    }
  };
  const all = Promise.all(stores.map(work));
  return {
    acknowledged,
    async stop() {
      stopping.abort();
      await all;
      return { unknown };
    },
  };
}

describe.skipIf(missing !== "")(`a PostgreSQL that goes away ${missing}`, () => {
  test.for<HowToStop>(["fast", "immediate", "kill"])(
    "and is back after it was stopped (%s) has all that was acknowledged, once",
    async (how) => {
      const url = await server().freshDatabase();
      const stores = [await openPostgresStore(url), await openPostgresStore(url)];
      const work = working(stores);
      for (let round = 1; round <= 3; round += 1) {
        const reached = work.acknowledged.length + 20;
        await expect.poll(() => work.acknowledged.length).toBeGreaterThan(reached);
        await server().stop(how);
        await server().restart();
      }
      const reached = work.acknowledged.length + 20;
      await expect.poll(() => work.acknowledged.length).toBeGreaterThan(reached);
      const { unknown } = await work.stop();

      expect(new Set(work.acknowledged).size).toBe(work.acknowledged.length);
      for (const store of stores) {
        const count = await counted(store);
        expect(count).toBeGreaterThanOrEqual(work.acknowledged.length);
        expect(count).toBeLessThanOrEqual(work.acknowledged.length + unknown);
      }
    },
  );

  test("and hangs is told of, and what was asked of it is kept once or not at all", async () => {
    const url = await server().freshDatabase();
    const store = await openPostgresStore(url);
    expect(await countUp(store)).toBe(1);
    server().freeze();
    try {
      const code = expect.stringMatching(/^ERR_STORE_(?:UNAVAILABLE|OUTCOME)$/u);
      await Promise.all([
        expect(store.fresh(never)).rejects.toMatchObject({ code: "ERR_STORE_UNAVAILABLE" }),
        expect(countUp(store)).rejects.toMatchObject({ code }),
      ]);
      const reason = new Error("no longer wanted");
      const stop = new AbortController();
      const waiting = store.fresh(stop.signal);
      stop.abort(reason);
      await expect(waiting).rejects.toBe(reason);
    } finally {
      server().thaw();
    }
    await expect.poll(() => counted(store).catch(() => 0)).toBeGreaterThan(0);
    const before = await counted(store);
    expect(before).toBeLessThanOrEqual(2);
    expect(await countUp(store)).toBe(before + 1);
  });
});

describe.skipIf(missing !== "")(`a database that was restored ${missing}`, () => {
  test("to what it was before is read anew, and its followers are told", async () => {
    const url = await server().freshDatabase();
    const name = new URL(url).pathname.slice(1);
    const store = await openPostgresStore(url);
    const { uuid } = await store.commit((tx) => tx.models.add({ name: "kept" }, 1));
    const later = await store.commit((tx) => tx.models.add({ name: "lost" }, 1));
    // As a restored dump has it: the head is where it was, and other commits have followed.
    await server().query(
      name,
      `BEGIN; DELETE FROM commits WHERE version = 2; DELETE FROM models WHERE name = 'lost';
       INSERT INTO commits (version, id) VALUES (2, 'another'); COMMIT`,
    );
    await store.fresh(never);
    expect(store.models.find(uuid)).toBeDefined();
    expect(store.models.find(later.uuid)).toBeUndefined();
  });
});

describe.skipIf(missing !== "")(`a log of the last commits ${missing}`, () => {
  test("that no longer reaches back makes a controller read everything anew", async () => {
    const url = await server().freshDatabase();
    const name = new URL(url).pathname.slice(1);
    const store = await openPostgresStore(url);
    expect(await countUp(store)).toBe(1);
    // Written by another, whose log is gone by the time that this one looks.
    await server().query(
      name,
      `BEGIN; UPDATE settings SET value = '41' WHERE key = 'next-ca-vouches-until';
       DELETE FROM commits; INSERT INTO commits (version, id) VALUES (5000, 'another');
       UPDATE head SET version = 5000; COMMIT`,
    );
    expect(await counted(store)).toBe(41);
    expect(await countUp(store)).toBe(42);
  });

  test("that has a gap does so too", async () => {
    const url = await server().freshDatabase();
    const name = new URL(url).pathname.slice(1);
    const store = await openPostgresStore(url);
    expect(await countUp(store)).toBe(1);
    await server().query(
      name,
      `BEGIN; UPDATE settings SET value = '41' WHERE key = 'next-ca-vouches-until';
       INSERT INTO commits (version, id) VALUES (2, 'another'); UPDATE head SET version = 2; COMMIT`,
    );
    expect(await counted(store)).toBe(41);
    expect(await countUp(store)).toBe(42);
  });

  test("is cut to the last thousand, and to those of the last ten minutes", async () => {
    const url = await server().freshDatabase();
    const name = new URL(url).pathname.slice(1);
    const store = await openPostgresStore(url);
    expect(await countUp(store)).toBe(1);
    await server().query(
      name,
      `BEGIN; UPDATE commits SET at = now() - interval '1 hour' WHERE version < 100;
       INSERT INTO commits (version, id, at) SELECT version, 'another ' || version,
         CASE WHEN version < 100 THEN now() - interval '1 hour' ELSE now() END
         FROM generate_series(2, 1249) AS version;
       UPDATE head SET version = 1249; COMMIT`,
    );
    expect(await countUp(store)).toBe(2);
    const left = "SELECT min(version)::int AS first, max(version)::int AS last FROM commits";
    expect(await server().query(name, left)).toEqual([{ first: 100, last: 1250 }]);
    await server().query(
      name,
      `BEGIN; UPDATE commits SET at = now() - interval '1 hour';
       INSERT INTO commits (version, id) SELECT version, 'another ' || version
         FROM generate_series(1251, 1499) AS version;
       UPDATE head SET version = 1499; COMMIT`,
    );
    expect(await countUp(store)).toBe(3);
    expect(await server().query(name, left)).toEqual([{ first: 501, last: 1500 }]);
  });
});
