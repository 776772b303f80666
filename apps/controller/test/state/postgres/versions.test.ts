import { describe, expect, test } from "vitest";

import { storedHash } from "../../../src/state/password-hash.js";
import { POSTGRES_STEPS, type SchemaStep } from "../../../src/state/postgres/schema.js";
import { SCHEMA_STEPS } from "../../../src/state/sqlite/schema.js";
import { missing, openPostgresStore, postgresForAll } from "../../kit/postgres.js";

const server = postgresForAll();
const never = new AbortController().signal;
const nameOf = (url: string): string => new URL(url).pathname.slice(1);

/** An invented version to come: a column and a table more. */
const next: SchemaStep = {
  oldest: POSTGRES_STEPS.length,
  sql: `ALTER TABLE agents ADD COLUMN colour text;
    CREATE TABLE labels (
      model text NOT NULL REFERENCES models (uuid) ON DELETE CASCADE,
      label text NOT NULL,
      PRIMARY KEY (model, label)
    )`,
};
const later = {
  steps: [...POSTGRES_STEPS, next],
  replicaSteps: [
    ...SCHEMA_STEPS,
    `ALTER TABLE agents ADD COLUMN colour TEXT;
     CREATE TABLE labels (
       model TEXT NOT NULL REFERENCES models (uuid) ON DELETE CASCADE,
       label TEXT NOT NULL,
       PRIMARY KEY (model, label)
     ) STRICT, WITHOUT ROWID`,
  ],
};
const agent = {
  tag: "machine-0",
  passwordHash: storedHash("a hash"),
  nonce: "",
  managesModels: false,
  containerType: "",
};

describe.skipIf(missing !== "")(`controllers of two neighbouring versions ${missing}`, () => {
  test("serve one store at once, and the one before leaves what it does not know as it is", async () => {
    const url = await server().freshDatabase();
    const before = await openPostgresStore(url);
    const { uuid: model } = await before.commit((tx) => {
      const added = tx.models.add({ name: "one" }, 0);
      tx.agents.add({ ...agent, model: added.uuid }, 0);
      return added;
    });
    const after = await openPostgresStore(url, later);
    expect(after.agents.get(model, "machine-0").life).toBe("alive");
    await server().query(nameOf(url), "UPDATE agents SET colour = 'red'");

    await before.commit((tx) => tx.agents.setLife(model, "machine-0", "dying"));
    await after.fresh(never);
    expect(after.agents.get(model, "machine-0").life).toBe("dying");
    await after.commit((tx) => tx.agents.setNonce(model, "machine-0", "a nonce"));
    await before.fresh(never);
    expect(before.agents.get(model, "machine-0").nonce).toBe("a nonce");
    await before.commit((tx) => tx.models.setLife(model, "dead"));
  });

  test("start in either order", async () => {
    const url = await server().freshDatabase();
    const after = await openPostgresStore(url, later);
    await after.commit((tx) => tx.models.add({ name: "one" }, 0));
    const before = await openPostgresStore(url);
    expect(before.models.list()).toHaveLength(1);
    await before.commit((tx) => tx.models.add({ name: "two" }, 0));
    await after.fresh(never);
    expect(after.models.list()).toHaveLength(2);
  });

  test("give a row that was removed and added again none of its later columns", async () => {
    const url = await server().freshDatabase();
    const before = await openPostgresStore(url);
    const { uuid: model } = await before.commit((tx) => {
      const added = tx.models.add({ name: "one" }, 0);
      tx.agents.add({ ...agent, model: added.uuid }, 0);
      return added;
    });
    await openPostgresStore(url, later);
    await server().query(nameOf(url), "UPDATE agents SET colour = 'red'");
    await before.commit((tx) => {
      tx.agents.remove(model, "machine-0");
      tx.agents.add({ ...agent, model }, 0);
    });
    expect(await server().query(nameOf(url), "SELECT colour FROM agents")).toEqual([
      { colour: null },
    ]);
  });
});

describe.skipIf(missing !== "")(`a version that does not go with the store ${missing}`, () => {
  test("is refused where it is too old, also while it is at work", async () => {
    const url = await server().freshDatabase();
    const before = await openPostgresStore(url);
    // As one that leaves versions out would have it, had it not looked who is connected.
    await server().query(
      nameOf(url),
      `UPDATE head SET oldest_schema = ${POSTGRES_STEPS.length + 1}, schema = ${POSTGRES_STEPS.length + 1}`,
    );
    const refused = { code: "ERR_STATE", message: expect.stringContaining("a later version") };
    await expect(openPostgresStore(url)).rejects.toMatchObject(refused);
    await expect(before.commit((tx) => tx.models.add({ name: "one" }, 0))).rejects.toMatchObject(
      refused,
    );
    await expect(before.fresh(never)).rejects.toMatchObject(refused);
  });

  test("is refused where it is too new for a controller that is at work", async () => {
    const url = await server().freshDatabase();
    const before = await openPostgresStore(url);
    const steps = [...later.steps, { sql: "SELECT 1", oldest: later.steps.length }];
    await expect(openPostgresStore(url, { ...later, steps })).rejects.toMatchObject({
      code: "ERR_STATE",
      message: expect.stringContaining("stop or upgrade them first"),
    });
    expect((await before.commit((tx) => tx.models.add({ name: "one" }, 0))).name).toBe("one");
    before[Symbol.dispose]();
    await expect
      .poll(() => openPostgresStore(url, { ...later, steps }).then(({ isOpen }) => isOpen, String))
      .toBe(true);
  });

  test("several that start on an empty database at once make its tables once", async () => {
    const url = await server().freshDatabase();
    const stores = await Promise.all([1, 2, 3, 4].map(() => openPostgresStore(url)));
    await stores[0]?.commit((tx) => tx.models.add({ name: "one" }, 0));
    for (const store of stores) {
      await store.fresh(never);
      expect(store.models.list()).toHaveLength(1);
    }
  });
});

describe.skipIf(missing !== "")(`the tables in PostgreSQL ${missing}`, () => {
  test("have the columns and the keys that those in SQLite have", async () => {
    const url = await server().freshDatabase();
    const store = await openPostgresStore(url);
    const columns = await server().query(
      nameOf(url),
      `SELECT table_name AS "table", array_agg(column_name::text ORDER BY column_name) AS columns
       FROM information_schema.columns WHERE table_schema = 'public'
         AND table_name NOT IN ('head', 'commits', 'log', 'serving', 'sessions') GROUP BY 1 ORDER BY 1`,
    );
    expect(columns).toEqual(
      store.tables
        .map(({ name, columns: known }) => ({ table: name, columns: known.toSorted() }))
        .toSorted((one, other) => (one.table < other.table ? -1 : 1)),
    );
  });
});
