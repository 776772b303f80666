import { Machiner } from "@holdfast/facades";
import { describe, expect, test } from "vitest";

import {
  API_CALLER_NAME,
  ApiError,
  facadeClient,
  MACHINER_NAME,
  sleep,
  watchStrings,
  watchNotify,
  worker,
} from "../src/index.js";
import { FakeCaller, runWorkers } from "../src/testing/index.js";
import disks from "../examples/disk-space.js";

describe("a fake caller", () => {
  test("answers as it is told, keeps what was asked, and refuses the rest as a controller does", async () => {
    const caller = new FakeCaller({
      answers: {
        "Machiner.Life": (params) => ({ results: [{ life: JSON.stringify(params) }] }),
        "Machiner.Jobs": () => {
          throw new ApiError("permission denied", { code: "unauthorized access" });
        },
      },
    });
    const machiner = facadeClient(caller, Machiner);
    await expect(machiner.Life({ entities: [] })).resolves.toEqual({
      results: [{ life: '{"entities":[]}' }],
    });
    await expect(machiner.Jobs({ entities: [] })).rejects.toMatchObject({
      code: "unauthorized access",
    });
    await expect(machiner.EnsureDead({ entities: [] })).rejects.toMatchObject({
      code: "not implemented",
    });
    expect(caller.calls.map(({ facade, version, method }) => [facade, version, method])).toEqual([
      ["Machiner", 6, "Life"],
      ["Machiner", 6, "Jobs"],
      ["Machiner", 6, "EnsureDead"],
    ]);
  });

  test("announces what it answers, or what it is told to", () => {
    const answers = { "Machiner.Life": () => ({}), "Tides.At": () => ({}) };
    const caller = new FakeCaller({ answers, facades: { Machiner: [5] } });
    expect(caller.facades.get("Machiner")).toEqual([5]);
    expect(caller.facades.get("Tides")).toEqual([1]);
    expect(caller.bestFacadeVersion("Agent")).toBe(0);
    expect(() => facadeClient(new FakeCaller(), Machiner)).toThrow(
      expect.objectContaining({ code: "ERR_FACADE_UNAVAILABLE" }),
    );
  });

  test("has watchers, whose changes a test makes, and that know when they are stopped", async () => {
    const caller = new FakeCaller();
    const names = caller.stringsWatcher("a", "b");
    const told: unknown[] = [];
    names.change("c");
    for await (const changed of watchStrings(caller, names.started)) {
      told.push(changed);
      if (told.length === 2) break;
    }
    expect(told).toEqual([["a", "b"], ["c"]]);
    expect(names.stopped).toBe(true);
    const ended = watchNotify(caller, caller.notifyWatcher().started);
    await ended.next();
    const next = ended.next();
    await ended.close();
    await expect(next).resolves.toMatchObject({ done: true });
  });

  test("that breaks rejects what waits, and what is asked afterwards", async () => {
    const caller = new FakeCaller({
      answers: { "Pinger.Ping": () => new Promise(() => undefined) },
    });
    const call = caller.call({ facade: "Pinger", method: "Ping" });
    caller.break(new Error("gone"));
    await expect(call).rejects.toThrow("gone");
    await expect(caller.call({ facade: "Pinger", method: "Ping" })).rejects.toThrow("gone");
    expect(caller.broken.aborted).toBe(true);
  });
});

describe("workers in virtual time", () => {
  test("run with the inputs that they are given, log and report", async () => {
    const told: string[] = [];
    const machine = { tell: async (info: string) => void told.push(info) };
    await using run = await runWorkers(disks, { inputs: { [MACHINER_NAME]: machine } });
    await run.advance(60_000);
    expect(run.report("disk-space")).toMatchObject({ paths: ["/"], minFree: 10 });
    expect(run.log.every(({ level }) => level === "warn")).toBe(true);
    expect(told.length).toBe(run.log.length);
  });

  test("are started again where they fail, and stop when they are told", async () => {
    let starts = 0;
    const failing = worker("failing", {
      inputs: { caller: API_CALLER_NAME },
      async run({ caller }, signal) {
        starts += 1;
        if (starts === 1) throw new Error("once");
        await caller.call({ facade: "Pinger", method: "Ping", signal });
        await sleep(3_600_000, { clock: run.harness.clock, signal });
      },
    });
    const caller = new FakeCaller({ answers: { "Pinger.Ping": () => ({}) } });
    const run = await runWorkers([failing], { caller });
    await run.advance(10_000);
    expect(starts).toBe(2);
    expect(caller.calls).toHaveLength(1);
    await run[Symbol.asyncDispose]();
  });

  test("that leave a timer behind fail their test", async () => {
    const leaking = worker("leaking", {
      inputs: {},
      async run() {
        run.harness.clock.setTimeout(() => undefined, 1_000_000);
        await Promise.resolve();
      },
    });
    const starting = runWorkers([
      worker("idle", {
        inputs: {},
        run: (_, signal) => sleep(1e9, { clock: run.harness.clock, signal }),
      }),
    ]);
    const run = await starting;
    leaking.install(run.harness.engine);
    await run.advance(1);
    await expect(run[Symbol.asyncDispose]()).rejects.toMatchObject({ code: "ERR_LEAK" });
  });
});
