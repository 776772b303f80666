import { expect, test } from "vitest";

import { healthLines } from "../src/config-health.js";

test("nothing is said of a configuration that is well, or of a report that has none", () => {
  expect(healthLines({ durability: { state: "full" }, recoveries: [], warnings: [] })).toEqual([]);
  expect(healthLines(undefined)).toEqual([]);
  expect(healthLines({ durability: "full" })).toEqual([]);
});

test("a folder that cannot be synced, and a file that was restored, are told", () => {
  const lines = healthLines({
    durability: { state: "degraded", reasons: ["the folder cannot be synced"] },
    recoveries: [{ at: 0, reason: "emptied" }],
    warnings: ["line 5: an address is not host:port"],
  });
  expect(lines).toEqual([
    "agent.conf may not survive a power cut: the folder cannot be synced",
    "agent.conf was restored from its last good copy (1 time(s)); see the log",
    "agent.conf line 5: an address is not host:port; it is passed over, mend it",
  ]);
});
