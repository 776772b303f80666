import { DatabaseSync } from "node:sqlite";

import { type LogFields, silentLogger } from "@holdfast/ports";
import { expect, test } from "vitest";

import { logSlowQueries } from "../../../src/state/sqlite/slow-queries.js";

test("a slow statement is told once a minute, by its text, with how often it was slow besides", () => {
  using database = new DatabaseSync(":memory:");
  const lines: LogFields[] = [];
  const logger = {
    ...silentLogger,
    warn: (_message: string, fields: LogFields = {}) => void lines.push(fields),
  };
  let now = 0;
  logSlowQueries(database, { logger, slow: 20, now: () => now });
  database.function("work", (ms) => {
    now += Number(ms);
    return ms;
  });
  const statement = database.prepare("SELECT   work(?)\n AS worked");
  for (const ms of [5, 30, 40, 50]) statement.get(ms);
  expect(lines).toEqual([{ query: "SELECT work(?) AS worked", ms: 30 }]);
  now += 60_000;
  expect(statement.all(25)).toMatchObject([{ worked: 25 }]);
  expect(lines.slice(1)).toEqual([
    { query: "SELECT work(?) AS worked", ms: 25, untold: 2, worst: 50 },
  ]);
});
