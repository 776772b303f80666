import fs from "node:fs";
import path from "node:path";

import type { LogFields, Logger } from "@holdfast/ports";
import { PostgresServer } from "@holdfast/postgres-testkit";
import { describe, expect, onTestFinished, test } from "vitest";

import { PostgresStore } from "../../../src/state/postgres/postgres-store.js";
import { missing, openPostgresStore, postgresForAll } from "../../kit/postgres.js";
import { countUp } from "./counting.js";

const server = postgresForAll({
  access: ["host all guarded 127.0.0.1/32 scram-sha-256", "hostssl all all 127.0.0.1/32 trust"],
});
const never = new AbortController().signal;
const SECRET = "a-word-that-nobody-may-see";

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

/** What the store is refused with, and whether that says the password anywhere: in the log, in a cause. */
async function refusal(
  url: string,
): Promise<{ readonly code: unknown; readonly text: string; readonly leaks: boolean }> {
  const logged: string[] = [];
  const log = (message: string, fields?: LogFields): void => {
    logged.push(message, ...Object.values(fields ?? {}).map(whole));
  };
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const opened = PostgresStore.open({ url, logger });
  const error: unknown = await opened.then(
    (store) => store[Symbol.dispose](),
    (refused: unknown) => refused,
  );
  if (!(error instanceof Error && "code" in error)) throw new Error("it was not refused");
  const leaks = [...logged, whole(error)].join("\n").includes(SECRET);
  return { code: error.code, text: error.message, leaks };
}

/** An error with everything that it holds. */
function whole(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? "";
  const own = JSON.stringify(error, Object.getOwnPropertyNames(error));
  return `${own} ${error.stack ?? ""} ${whole(error.cause)}`;
}

describe.skipIf(missing !== "")(`a store that cannot be opened is told of ${missing}`, () => {
  test.for([
    ["mysql://root@127.0.0.1/db", "ERR_STORE_URL", "does not begin with postgres://"],
    [`postgres://me:${SECRET}@ho st:port/db`, "ERR_STORE_URL", "is not valid"],
    [`postgres://me:${SECRET}@127.0.0.1:1/db`, "ERR_STORE_UNAVAILABLE", "see that it runs"],
    [
      `postgres://me:${SECRET}@127.0.0.1:1/db?sslmode=verify-full&sslrootcert=/no/such.pem`,
      "ERR_STORE_URL",
      "/no/such.pem cannot be read",
    ],
  ] as const)("whose URL is %s", async ([url, code, words]) => {
    const refused = await refusal(url);
    expect(refused).toMatchObject({ code, leaks: false });
    expect(refused.text).toContain(words);
  });

  test("whose password is wrong", async () => {
    const url = new URL(await server().freshDatabase());
    await server().query("postgres", "CREATE ROLE guarded LOGIN PASSWORD 'right'");
    url.username = "guarded";
    url.password = SECRET;
    const refused = await refusal(url.href);
    expect(refused).toMatchObject({ code: "ERR_STORE_URL", leaks: false });
    expect(refused.text).toContain("refuses the user or the password");
    url.password = "right";
    const mine = await refusal(url.href);
    expect(mine.code).toBe("ERR_STORE_URL");
    expect(mine.text).toContain("make it the owner");
    await server().query("postgres", `ALTER DATABASE ${nameOf(url.href)} OWNER TO guarded`);
    expect(await countUp(await openPostgresStore(url.href))).toBe(1);
  });

  test("whose database does not exist", async () => {
    const refused = await refusal(server().url("nowhere"));
    expect(refused.code).toBe("ERR_STORE_URL");
    expect(refused.text).toContain("there is no such database");
  });

  test("whose server has no TLS where the URL asks for it", async () => {
    const refused = await refusal(`${await server().freshDatabase()}?sslmode=require`);
    expect(refused.text).toContain("does not support SSL");
  });

  test("whose database holds something else, which is left as it is", async () => {
    const url = await server().freshDatabase();
    await server().query(nameOf(url), "CREATE TABLE users (theirs int)");
    const refused = await refusal(url);
    expect(refused.code).toBe("ERR_STATE");
    expect(refused.text).toContain("tables that are no controller's");
    const found = await server().query(
      nameOf(url),
      "SELECT string_agg(table_name, ',') AS names FROM information_schema.tables WHERE table_schema = 'public'",
    );
    expect(found).toEqual([{ names: "users" }]);
  });

  test("whose tables are not a controller's any more", async () => {
    const url = await server().freshDatabase();
    (await PostgresStore.open({ url }))[Symbol.dispose]();
    await server().query(nameOf(url), "DROP TABLE log");
    const store = await openPostgresStore(url);
    await expect(countUp(store)).rejects.toMatchObject({ code: "ERR_STATE" });
    await server().query(nameOf(url), "DROP TABLE agents");
    expect(await refusal(url)).toMatchObject({ code: "ERR_STATE" });
  });

  test("whose database does not keep all text", async () => {
    const refused = await refusal(
      await server().freshDatabase("ENCODING 'LATIN1' TEMPLATE template0"),
    );
    expect(refused.code).toBe("ERR_STATE");
    expect(refused.text).toContain("LATIN1");
  });

  test("in a schema that its user chose, beside others' tables", async () => {
    const url = await server().freshDatabase();
    await server().query(nameOf(url), "CREATE TABLE theirs (one int); CREATE SCHEMA fleet");
    const store = await openPostgresStore(`${url}?options=-csearch_path%3Dfleet`);
    expect(await countUp(store)).toBe(1);
    expect(await server().query(nameOf(url), "SELECT version FROM fleet.head")).toEqual([
      { version: "1" },
    ]);
  });
});

describe.skipIf(missing !== "")(`a PostgreSQL that refuses to write ${missing}`, () => {
  test("since its disk is full loses nothing, and goes on once there is room", async () => {
    const url = await server().freshDatabase();
    const store = await openPostgresStore(url);
    expect(await countUp(store)).toBe(1);
    await server().query(
      nameOf(url),
      `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
       CREATE TRIGGER full_disk BEFORE INSERT ON commits EXECUTE FUNCTION full_disk()`,
    );
    await expect(countUp(store)).rejects.toMatchObject({
      code: "ERR_STORE_UNAVAILABLE",
      message: expect.stringContaining("disk is full"),
    });
    expect(store.settings.get("next-ca-vouches-until")).toBe("1");
    await server().query(nameOf(url), "DROP TRIGGER full_disk ON commits");
    expect(await countUp(store)).toBe(2);
  });

  test("one of several rows refuses the body that wrote it, and keeps the others", async () => {
    const url = await server().freshDatabase();
    const store = await openPostgresStore(url);
    await server().query(
      nameOf(url),
      "ALTER TABLE models ADD CONSTRAINT no_bad_names CHECK (name <> 'bad')",
    );
    const added = await Promise.allSettled(
      ["one", "bad", "two"].map((name) => store.commit((tx) => tx.models.add({ name }, 0).name)),
    );
    expect(added.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(store.models.list().map(({ name }) => name)).toEqual(["one", "two"]);
  });

  test("text with a NUL refuses whoever writes it", async () => {
    const store = await openPostgresStore(await server().freshDatabase());
    const nul = store.commit((tx) => tx.settings.set({ maintenance: "a\0b" }));
    const other = countUp(store);
    await expect(nul).rejects.toMatchObject({ code: "ERR_NOT_VALID" });
    expect(await other).toBe(1);
  });

  test("since it is a standby is told of, and has what it was", async () => {
    const own = await PostgresServer.start();
    onTestFinished(() => own[Symbol.asyncDispose]());
    const url = await own.freshDatabase();
    const store = await openPostgresStore(url);
    expect(await countUp(store)).toBe(1);
    await own.stop();
    fs.writeFileSync(path.join(own.data, "standby.signal"), "");
    await own.restart();
    await expect(PostgresStore.open({ url })).rejects.toMatchObject({
      code: "ERR_STORE_UNAVAILABLE",
      message: expect.stringContaining("read-only standby"),
    });
    const refused = {
      code: "ERR_STORE_UNAVAILABLE",
      message: expect.stringContaining("name the primary"),
    };
    // It may be behind the primary: nothing in it is fresh.
    await Promise.all([
      expect(countUp(store)).rejects.toMatchObject(refused),
      expect(store.fresh(never)).rejects.toMatchObject(refused),
    ]);
    expect(store.settings.get("next-ca-vouches-until")).toBe("1");
  });
});
