import assert from "node:assert/strict";
import { test } from "node:test";

import { FakeCaller, runWorkers } from "@holdfast/workers/testing";

import workers from "../src/index.ts";

void test("asks the controller as often as it is told", async () => {
  const caller = new FakeCaller({ answers: { "Pinger.Ping": () => ({}) } });
  const run = await runWorkers(workers, { caller, options: { interval: 10_000 } });
  try {
    await run.advance(30_000); // in no time
    assert.equal(caller.calls.length, 4);
    assert.deepEqual(run.report("__MODULE__"), { last: 0 });
  } finally {
    await run[Symbol.asyncDispose](); // fails where something is left behind
  }
});

void test("refuses options that make no sense", async () => {
  await assert.rejects(runWorkers(workers, { options: { interval: 1 } }), {
    code: "ERR_WORKERS_OPTIONS",
  });
});
