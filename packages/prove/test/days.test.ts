import { expect, test } from "vitest";

import { flawedDays } from "../src/days/flawed-days.js";
import { holdfastDays } from "../src/days/day-kind.js";
import { liveDays } from "../src/days/live-days.js";
import { proveDays } from "../src/index.js";

test("an agent is back in time after all that its days bring, and every flawed one is found out", async () => {
  const report = await proveDays({
    share: "some",
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  expect(report.lockOuts).toEqual([]);
  const missed = report.controls.filter(({ found }) => found === undefined);
  expect(missed.map(({ name }) => name)).toEqual([]);
  expect(report.controls).toHaveLength(flawedDays.length);
  expect(report.crashPoints).toBeGreaterThan(50);
}, 240_000);

test("the same seed gives the same days", async () => {
  const once = await liveDays(holdfastDays, { seed: 7, count: 2 });
  expect(await liveDays(holdfastDays, { seed: 7, count: 2 })).toEqual(once);
});
