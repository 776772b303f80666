import fs from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { diskFailure } from "../../src/state/disk-failure.js";
import { Database } from "../../src/state/sqlite/database.js";
import { openDatabase, transaction } from "../../src/state/sqlite/open-database.js";
import { temporaryDirectory } from "../kit/test-controller.js";

const STEPS = ["CREATE TABLE facts (fact TEXT UNIQUE) STRICT"];

describe("a database", () => {
  test("that grows too large says so, and the transaction is gone as a whole", () => {
    const file = path.join(temporaryDirectory(), "a.sqlite");
    using database = openDatabase(file, STEPS, "full");
    database.exec("PRAGMA max_page_count = 10");
    const fill = (): void =>
      transaction(database, () => {
        for (let at = 0; at < 1000; at++) {
          database.prepare("INSERT INTO facts VALUES (?)").run(`${at} ${"x".repeat(500)}`);
        }
      });
    expect(fill).toThrow(expect.objectContaining({ code: "ERR_FILE_NO_SPACE" }));
    expect(database.isTransaction).toBe(false);
    expect(database.prepare("SELECT count(*) AS n FROM facts").get()).toEqual({ n: 0 });
  });

  test("that another writes to is busy, and one that is none is damaged", () => {
    const file = path.join(temporaryDirectory(), "a.sqlite");
    using one = openDatabase(file, STEPS, "normal");
    using two = new Database(file);
    one.exec("BEGIN IMMEDIATE");
    expect(() => two.exec("BEGIN IMMEDIATE")).toThrow(
      expect.objectContaining({ code: "ERR_FILE_BUSY" }),
    );
    const other = path.join(temporaryDirectory(), "b.sqlite");
    fs.writeFileSync(other, "no database at all, but text of some length".repeat(20));
    expect(() => openDatabase(other, STEPS, "full")).toThrow(
      expect.objectContaining({ code: "ERR_STATE" }),
    );
  });
});

test("only what a disk refuses is told as that", () => {
  const file = path.join(temporaryDirectory(), "a.sqlite");
  const refusals = { ENOSPC: "ERR_FILE_NO_SPACE", EIO: "ERR_FILE_IO", EMFILE: "ERR_FILE_IO" };
  for (const [code, ours] of Object.entries(refusals)) {
    const cause = Object.assign(new Error(code), { code });
    expect(diskFailure("cannot write", file, cause)).toMatchObject({ code: ours, cause });
  }
  expect(diskFailure("cannot write", file, new TypeError("a mistake of ours"))).toBeUndefined();
});
