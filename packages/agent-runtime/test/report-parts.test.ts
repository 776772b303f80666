import { expect, test } from "vitest";

import { degradations } from "../src/commands/report-parts.js";

const up = { state: "started", phase: "started", since: 0, inputs: [] } as const;

function report(manifolds: object, connection: object = { state: "connected" }): unknown {
  return {
    connections: { agent: connection },
    engines: { agent: { state: "started", manifolds: { "api-caller": up, ...manifolds } } },
  };
}

test("all is well while it is connected and nothing fails, though something rests", () => {
  const rests = { ...up, state: "stopped", phase: "resting", resting: "finished" };
  expect(degradations(report({ rests }))).toEqual([]);
});

test("what fails or was given up is named, and so is a connection that is not there", () => {
  const waits = { ...up, state: "stopped", phase: "waiting", error: "no", "next-attempt": 5 };
  const fails = { ...waits, attempts: 2 };
  const gone = { ...up, state: "stopped", phase: "resting", resting: "degraded" };
  expect(degradations(report({ fails, gone }))).toEqual(["fails fails", "gone was given up"]);
  const bounces = { ...up, state: "stopped", phase: "waiting", "next-attempt": 5 };
  // It had started, each time.
  expect(degradations(report({ waits, bounces }))).toEqual(["waits fails"]);
  const slow = { ...up, degraded: "slow disk" };
  expect(degradations(report({ slow, "api-caller": slow }))).toEqual([
    "api-caller is degraded",
    "slow is degraded",
  ]);
  expect(degradations(report({}, { state: "connecting" }))).toEqual(["the agent is not connected"]);
  expect(degradations({})).toEqual(["no connection is made yet"]);
});
