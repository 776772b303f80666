import { type LogFields, silentLogger } from "@holdfast/ports";
import { expect, test } from "vitest";

import { Database } from "../../../src/state/sqlite/database.js";
import { logSlowQueries } from "../../../src/state/sqlite/slow-queries.js";

test("a slow statement is told once a minute, by its text, with how often it was slow besides", () => {
  using database = new Database(":memory:");
  const lines: LogFields[] = [];
  const logger = {
    ...silentLogger,
    warn: (_message: string, fields: LogFields = {}) => void lines.push(fields),
  };
  let time = 0;
  let takes = 0;
  // What a query takes passes between the two looks at the clock that are taken around it.
  const now = (): number => {
    const at = time;
    time += takes;
    takes = 0;
    return at;
  };
  logSlowQueries(database, { logger, slow: 20, now });
  const statement = database.prepare("SELECT   ?\n AS worked");
  for (const ms of [5, 30, 40, 50]) {
    takes = ms;
    statement.get(ms);
  }
  expect(lines).toEqual([{ query: "SELECT ? AS worked", ms: 30 }]);
  time += 60_000;
  takes = 25;
  expect(statement.all(25)).toMatchObject([{ worked: 25 }]);
  expect(lines.slice(1)).toEqual([{ query: "SELECT ? AS worked", ms: 25, untold: 2, worst: 50 }]);
});
