import path from "node:path";

import { describe, expect, test } from "vitest";

import { openDatabase, transaction } from "../../../src/state/sqlite/open-database.js";
import { temporaryDirectory } from "../../kit/test-controller.js";

const SHAPE = { schema: "CREATE TABLE facts (fact TEXT) STRICT", version: 1 };
/** SQLite's numbers for `synchronous`: at 2 a commit is on the disk before it returns. */
const SYNCED = 2;

describe("a database", () => {
  test("of what must not be lost is synced at each commit, whatever becomes of the power", () => {
    const file = path.join(temporaryDirectory(), "a.sqlite");
    using database = openDatabase(file, SHAPE, "full");
    expect(database.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: SYNCED });
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  });

  test("keeps all of a transaction, or none of it", () => {
    const file = path.join(temporaryDirectory(), "a.sqlite");
    using database = openDatabase(file, SHAPE, "normal");
    const add = database.prepare("INSERT INTO facts (fact) VALUES (?)");
    expect(() =>
      transaction(database, () => {
        add.run("half of it");
        throw new Error("cut short");
      }),
    ).toThrow("cut short");
    transaction(database, () => add.run("all of it"));
    expect(database.prepare("SELECT fact FROM facts").all()).toEqual([{ fact: "all of it" }]);
  });

  test("is made by who comes first, and shared by who comes after", () => {
    const file = path.join(temporaryDirectory(), "a.sqlite");
    using one = openDatabase(file, SHAPE, "full");
    using two = openDatabase(file, SHAPE, "full");
    transaction(one, () => one.exec("INSERT INTO facts (fact) VALUES ('shared')"));
    expect(two.prepare("SELECT fact FROM facts").all()).toEqual([{ fact: "shared" }]);
  });
});
