import path from "node:path";

import { describe, expect, test } from "vitest";

import { openDatabase, transaction } from "../../../src/state/sqlite/open-database.js";
import { temporaryDirectory } from "../../kit/test-controller.js";

const STEPS = ["CREATE TABLE facts (fact TEXT) STRICT"];
/** SQLite's numbers for `synchronous`: at 2 a commit is on the disk before it returns. */
const SYNCED = 2;

describe("a database", () => {
  test("of what must not be lost is synced at each commit, whatever becomes of the power", () => {
    const file = path.join(temporaryDirectory(), "a.sqlite");
    using database = openDatabase(file, STEPS, "full");
    expect(database.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: SYNCED });
    expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  });

  test("keeps all of a transaction, or none of it", () => {
    const file = path.join(temporaryDirectory(), "a.sqlite");
    using database = openDatabase(file, STEPS, "normal");
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

  test("of an earlier version is brought up to date, and keeps what it holds", () => {
    const file = path.join(temporaryDirectory(), "a.sqlite");
    {
      using database = openDatabase(file, STEPS, "full");
      transaction(database, () => database.exec("INSERT INTO facts (fact) VALUES ('old')"));
    }
    const steps = [...STEPS, "ALTER TABLE facts ADD COLUMN since INTEGER"];
    using database = openDatabase(file, steps, "full");
    expect(database.prepare("SELECT * FROM facts").all()).toEqual([{ fact: "old", since: null }]);
    expect(() => openDatabase(file, STEPS, "full")).toThrow("a later version of the controller");
  });

  test("is made by who comes first, and shared by who comes after", () => {
    const file = path.join(temporaryDirectory(), "a.sqlite");
    using one = openDatabase(file, STEPS, "full");
    using two = openDatabase(file, STEPS, "full");
    transaction(one, () => one.exec("INSERT INTO facts (fact) VALUES ('shared')"));
    expect(two.prepare("SELECT fact FROM facts").all()).toEqual([{ fact: "shared" }]);
  });
});
