import { type Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
import { untilAborted } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { FortressAbortedError, FortressShutdownError } from "../src/index.js";
import {
  type Flag,
  type FortressGuard,
  type FortressGuest,
  fortressManifold,
  Gate,
  gateFlagManifold,
  gateManifold,
  house,
} from "../src/building-blocks.js";
import { Fortress } from "../src/flags/fortress.js";
import { engineOn, reportOf } from "./kit/engine-on.js";

const gateName = resourceName<Gate>("gate");
const flagName = resourceName<Flag>("flag");
const fortressName = resourceName<FortressGuard & FortressGuest>("fortress");

let clock: VirtualClock;
let engine: Engine;

beforeEach(() => {
  clock = new VirtualClock();
  engine = engineOn(clock);
});

afterEach(async () => {
  engine.kill();
  await engine.wait();
});

const idle = {
  inputs: [],
  start: () => runWorker(untilAborted),
};

describe("a gate's flag", () => {
  test("is down while the gate is locked, and up after it is unlocked: another worker, once", async () => {
    const gate = new Gate();
    engine.install(gateName, gateManifold(gate));
    engine.install(flagName, gateFlagManifold({ gateName }));
    await clock.advance(100);
    expect(reportOf(engine, "flag").report).toEqual({ flag: false });
    gate.unlock();
    gate.unlock();
    await clock.advance(100);
    expect(reportOf(engine, "flag")).toMatchObject({ "start-count": 2, report: { flag: true } });
  });
});

describe("a house", () => {
  test("lets nobody start while a flag is down, and starts them when it goes up", async () => {
    const gate = new Gate();
    engine.install(gateName, gateManifold(gate));
    engine.install(flagName, gateFlagManifold({ gateName }));
    engine.install(resourceName("guest"), house({ flags: [flagName] }, idle));
    await clock.advance(1000);
    expect(reportOf(engine, "guest").state).toBe("stopped");
    expect(reportOf(engine, "guest").error).toContain('"flag" not set');
    gate.unlock();
    await clock.advance(1000);
    expect(reportOf(engine, "guest").state).toBe("started");
  });

  test("keeps inputs and output of what lives in it, and replaces its filter", () => {
    const filter = (error: unknown): unknown => error;
    const inside = { ...idle, inputs: [gateName], output: () => "offer" };
    const housed = house({ flags: [flagName], occupy: fortressName, filter }, inside);
    expect(housed.inputs).toEqual(["gate", "flag", "fortress"]);
    expect(housed.output?.(idle.start())).toBe("offer");
    expect(housed.filter).toBe(filter);
    expect(house({}, { ...inside, filter }).filter).toBe(filter);
  });

  test("a worker occupies its fortress until it ends", async () => {
    engine.install(fortressName, fortressManifold());
    engine.install(resourceName("guest"), house({ occupy: fortressName }, idle));
    let guard: FortressGuard | undefined;
    engine.install(resourceName("guard"), {
      inputs: [fortressName],
      start: (context) => {
        guard = context.get(fortressName);
        return idle.start();
      },
    });
    await clock.advance(1000);
    expect(reportOf(engine, "guest").state).toBe("starting");
    guard?.unlock();
    await clock.advance(1000);
    expect(reportOf(engine, "guest").state).toBe("started");
    expect(reportOf(engine, "fortress").report).toEqual({ unlocked: true, guests: 1 });
    expect("kill" in Object(guard)).toBe(false);
  });

  test("a start that fails inside leaves the fortress", async () => {
    const failing = { inputs: [], start: () => Promise.reject(new Error("cannot")) };
    engine.install(fortressName, fortressManifold());
    engine.install(resourceName("guard"), {
      inputs: [fortressName],
      start: (context) => {
        context.get(fortressName).unlock();
        return idle.start();
      },
    });
    engine.install(resourceName("guest"), house({ occupy: fortressName }, failing));
    await clock.advance(50);
    expect(reportOf(engine, "guest").error).toContain("cannot");
    expect(reportOf(engine, "fortress").report).toEqual({ unlocked: true, guests: 0 });
  });
});

describe("a fortress", () => {
  const never = new AbortController().signal;

  test("is locked at first; a lockdown waits for the last guest, and keeps others out", async () => {
    const fortress = new Fortress();
    const steps: string[] = [];
    const leave = Promise.withResolvers<void>();
    const first = fortress.visit(() => leave.promise, never).then(() => steps.push("left"));
    fortress.unlock();
    await clock.advance(1);
    const locked = fortress.lockDown(never).then(() => steps.push("locked"));
    const late = fortress.visit(async () => void steps.push("late"), never);
    await clock.advance(1);
    expect(steps).toEqual([]);
    leave.resolve();
    await Promise.all([first, locked]);
    expect(steps).toEqual(["left", "locked"]);
    fortress.unlock();
    await late;
    expect(steps).toEqual(["left", "locked", "late"]);
    fortress.kill();
    await fortress.wait();
  });

  test("stays closed after a lockdown that was given up", async () => {
    const fortress = new Fortress();
    fortress.unlock();
    const leave = Promise.withResolvers<void>();
    const guest = fortress.visit(() => leave.promise, never);
    const stop = new AbortController();
    const lockdown = fortress.lockDown(stop.signal);
    stop.abort();
    await expect(lockdown).rejects.toBeInstanceOf(FortressAbortedError);
    expect(fortress.report()).toEqual({ unlocked: false, guests: 1 });
    leave.resolve();
    await guest;
    fortress.kill();
  });

  test("sends everyone away who waits when it ends", async () => {
    const fortress = new Fortress();
    const visit = fortress.visit(async () => undefined, never);
    fortress.kill();
    await expect(visit).rejects.toBeInstanceOf(FortressShutdownError);
  });
});
