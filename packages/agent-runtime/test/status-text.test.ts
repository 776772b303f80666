import { paint } from "@holdfast/command-line";
import { expect, test } from "vitest";

import { statusText } from "../src/commands/status-text.js";

test("says how many run, and of what does not run why", () => {
  const text = statusText(
    "agent",
    {
      state: "started",
      manifolds: {
        agent: {
          state: "started",
          phase: "started",
          since: 0,
          inputs: [],
          started: "2026-01-02 03:04:05",
        },
        cache: {
          state: "started",
          phase: "started",
          since: 0,
          inputs: [],
          started: "2026-01-02 03:04:05",
          degraded: "one replica is away",
        },
        "api-caller": {
          state: "stopped",
          phase: "waiting",
          since: 0,
          inputs: ["agent"],
          error: "no route to host",
        },
      },
    },
    paint(false),
  );
  expect(text).toBe(
    [
      "agent: 2 of 3 run",
      "  ● agent       started since 2026-01-02 03:04:05 UTC",
      "  ● cache       started since 2026-01-02 03:04:05 UTC, degraded: one replica is away",
      "  ○ api-caller  stopped: no route to host",
      "",
    ].join("\n"),
  );
});
