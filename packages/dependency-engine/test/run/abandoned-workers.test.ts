import { expect, test } from "vitest";
import { AbandonedWorkers } from "../../src/run/abandoned-workers.js";

test("workers that were abandoned are counted by name, until each of them has ended", () => {
  const abandoned = new AbandonedWorkers();
  expect([abandoned.count("db"), abandoned.names]).toEqual([0, []]);
  abandoned.add("db");
  abandoned.add("db");
  abandoned.add("web");
  expect([abandoned.count("db"), abandoned.count("web")]).toEqual([2, 1]);
  expect(abandoned.names).toEqual(["db", "web"]);
  abandoned.ended("db");
  expect([abandoned.count("db"), abandoned.names]).toEqual([1, ["db", "web"]]);
  abandoned.ended("db");
  expect([abandoned.count("db"), abandoned.names]).toEqual([0, ["web"]]);
  abandoned.ended("db");
  expect([abandoned.count("db"), abandoned.names]).toEqual([0, ["web"]]);
});

test("those of an engine inside are named behind its name", () => {
  const abandoned = new AbandonedWorkers();
  abandoned.addInside("inner", ["db", "web", "db"]);
  expect(abandoned.names).toEqual(["inner/db", "inner/web"]);
  expect(abandoned.count("inner/db")).toBe(2);
});
