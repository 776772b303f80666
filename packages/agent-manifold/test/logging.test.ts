import { ApiError } from "@holdfast/api-open";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { BounceError, resourceName, runWorker } from "@holdfast/dependency-engine";
import { untilAborted } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import { createAgentEngine, modelPolicy, ModelRemovedError } from "../src/index.js";
import { withLoginLogging } from "../src/building-blocks.js";
import { FakeConnection } from "./kit/fake-connection.js";
import { notebook } from "./kit/notebook.js";

test("each login is told with the password's name, never the password", async () => {
  const { lines, debugged, logger } = notebook();
  const agent = new MemoryAgent({ password: "current-secret", oldPassword: "old-secret" });
  const refusal = new ApiError("invalid entity name or password", { code: "unauthorized access" });
  const answers = [refusal, refusal, undefined];
  const open = withLoginLogging(
    async () => {
      const answer = answers.shift();
      if (answer !== undefined) throw answer;
      return new FakeConnection();
    },
    agent,
    logger,
  );
  const info = { addrs: ["10.0.0.1:17070"], tag: "machine-0" } as const;
  await expect(open({ ...info, password: "current-secret" }, {})).rejects.toBe(refusal);
  await expect(open({ ...info, password: "kept-secret" }, {})).rejects.toBe(refusal);
  await open({ ...info, password: "old-secret" }, {});
  const answer = "answer=unauthorized access reason=invalid entity name or password";
  expect(debugged).toEqual([
    "logging in with the current password tag=machine-0",
    `login with the current password failed ${answer}`,
    "logging in with a password kept from before tag=machine-0",
    `login with a password kept from before failed ${answer}`,
    "logging in with the old password tag=machine-0",
  ]);
  expect(lines).toEqual([
    "info logged in with the old password tag=machine-0 controller=10.0.0.1:17070 version=3.6.0",
  ]);
  expect(lines.join()).not.toContain("secret");
});

test("an engine tells what started, what starts again and why, and what failed", async () => {
  const { lines, logger } = notebook();
  const clock = new VirtualClock();
  const engine = createAgentEngine({ policy: modelPolicy, clock, random: () => 0.5, logger });
  let starts = 0;
  engine.install(resourceName("worker"), {
    inputs: [],
    start: () => {
      starts++;
      if (starts === 1) throw new BounceError("the addresses changed");
      if (starts === 2) throw new Error("cannot");
      return runWorker(untilAborted);
    },
  });
  await clock.advance(1000);
  engine.kill();
  await engine.wait();
  expect(lines).toEqual([
    "info worker starts again why=the addresses changed",
    "error worker failed error=Error: cannot",
    "info worker started failed before=1",
    "info stopping every worker, dependents first",
  ]);
});

test("a model that is gone is no error in the log", async () => {
  const { lines, logger } = notebook();
  const clock = new VirtualClock();
  const engine = createAgentEngine({ policy: modelPolicy, clock, random: () => 0.5, logger });
  engine.install(resourceName("api-caller"), {
    inputs: [],
    start: () => Promise.reject(new ModelRemovedError()),
  });
  await clock.advance(10);
  await engine.wait();
  expect(lines).toEqual([
    "info the model is gone; its engine ends",
    "info stopping every worker, dependents first",
  ]);
});

test("what fails again and again is told once, then counted, less and less often", async () => {
  const { lines, logger } = notebook();
  const clock = new VirtualClock();
  const engine = createAgentEngine({
    policy: modelPolicy,
    clock,
    delays: { errorDelay: 1000 },
    random: () => 0.5,
    logger,
  });
  const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  let error: Error | undefined = refused;
  engine.install(resourceName("worker"), {
    inputs: [],
    start: () => {
      if (error !== undefined) throw error;
      return runWorker(untilAborted);
    },
  });
  await clock.advance(200_000);
  error = new Error("another one");
  await clock.advance(1000);
  error = undefined;
  await clock.advance(1000);
  expect(lines).toEqual([
    "error worker failed error=Error: refused",
    "error worker still fails: 61 times in 60 s error=Error: refused",
    "error worker still fails: 181 times in 180 s error=Error: refused",
    "error worker failed error=Error: another one",
    "info worker started failed before=1",
  ]);
  engine.kill();
  await engine.wait();
});
