import fs from "node:fs";
import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";

import { SqliteActivity } from "../../../src/state/sqlite/sqlite-activity.js";
import { temporaryDirectory } from "../../kit/test-controller.js";

const LIMITS = { agent: 64_000, all: 1_000_000 };

const record = (model: string, message: string) => ({
  model,
  tag: "machine-0",
  time: "2001-02-03T04:05:06Z",
  module: "juju.worker",
  location: "a.go:1",
  level: "INFO",
  message,
});

test("an agent that logs without end pushes out its own log alone, and takes no more than its limit", () => {
  const dataDir = temporaryDirectory();
  using activity = new SqliteActivity(dataDir, { limits: LIMITS });
  activity.addLog(record("two", "evidence"));
  for (let n = 0; n < 2000; n += 1) activity.addLog(record("one", `${n} ${"x".repeat(400)}`));
  const own = activity.logs({ model: "one", limit: 10_000 });
  expect(own.length).toBeLessThan(64_000 / 400);
  expect(own.length).toBeGreaterThan(64_000 / 400 / 2);
  expect(own.at(-1)?.message).toMatch(/^1999 /u);
  expect(activity.logs({ model: "two", limit: 10 })).toMatchObject([{ message: "evidence" }]);
});

test("however much an agent logs, what SQLite keeps beside the database is taken over and used again", () => {
  const dataDir = temporaryDirectory();
  using activity = new SqliteActivity(dataDir, { limits: LIMITS });
  for (let n = 0; n < 2000; n += 1) activity.addLog(record("one", `${n} ${"x".repeat(4000)}`));
  // A statement that was left halfway would keep all of it from then on: tens of MB.
  expect(fs.statSync(`${dataDir}/activity.sqlite-wal`).size).toBeLessThan(8_000_000);
});

test("what was kept before counts after a restart", () => {
  const dataDir = temporaryDirectory();
  {
    using activity = new SqliteActivity(dataDir, { limits: LIMITS });
    for (let n = 0; n < 100; n += 1) activity.addLog(record("one", "x".repeat(400)));
  }
  using activity = new SqliteActivity(dataDir, { limits: LIMITS });
  for (let n = 0; n < 100; n += 1) activity.addLog(record("one", "y".repeat(400)));
  expect(activity.logs({ limit: 1000 }).length).toBeLessThan(64_000 / 400);
});

test("the log of a controller of before is read on", () => {
  const dataDir = temporaryDirectory();
  new SqliteActivity(dataDir)[Symbol.dispose]();
  const database = new DatabaseSync(`${dataDir}/activity.sqlite`);
  database.exec("DROP INDEX logs_of_agent; ALTER TABLE logs DROP COLUMN received");
  database.exec(
    "INSERT INTO logs (model, tag, time, module, location, level, message) VALUES ('m', 'machine-0', 't', '', '', 'INFO', 'old')",
  );
  database.close();
  using activity = new SqliteActivity(dataDir);
  activity.addLog({ ...record("m", "new"), received: 5 });
  const [old, fresh] = activity.logs({ limit: 10 });
  expect(old).not.toHaveProperty("received");
  expect(fresh).toMatchObject({ message: "new", received: 5 });
});
