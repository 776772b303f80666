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
      "agent: 1 of 2 run",
      "  ● agent       started since 2026-01-02 03:04:05 UTC",
      "  ○ api-caller  stopped: no route to host",
      "",
    ].join("\n"),
  );
});
