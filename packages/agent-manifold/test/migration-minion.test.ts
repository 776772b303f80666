import { ApiError, RedirectError, ShutdownError } from "@holdfast/api-open";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";

import { attempts, reportAttempts, targetAttempts } from "../src/migration/attempts.js";
import { openAt } from "../src/migration/controller-info.js";
import { FakeConnection } from "./kit/fake-connection.js";
import { MovingModel } from "./kit/moving-model.js";

/** Goes through a migration up to a phase. */
async function through(model: MovingModel, ...phases: string[]): Promise<void> {
  for (const phase of phases) {
    model.source.says(phase, model.target);
    await model.pass(500);
  }
}

describe("an agent whose model moves", () => {
  test("keeps still, tries the target, and has the new addresses on disk before it reports", async () => {
    await using model = new MovingModel();
    await model.start();
    expect(model.unlocked).toBe(true);
    await through(model, "QUIESCE");
    expect(model.unlocked).toBe(false);
    await through(model, "IMPORT", "VALIDATION");
    expect(model.written).toBe(model.source.addr);
    await through(model, "SUCCESS");
    expect(model.happened).toEqual([
      "reported QUIESCE true",
      "reported VALIDATION true",
      `written ${model.target.addr}`,
      "reported SUCCESS true",
    ]);
    expect(model.source.reports).toHaveLength(3);
    expect(model.logins).toEqual([model.source.addr, model.target.addr, model.target.addr]);
    expect(model.agent.record.controller).toBe(model.target.tag);
    expect(model.unlocked).toBe(true); // the target knows of no migration
  });

  test("does a phase once, however often it is told of it", async () => {
    await using model = new MovingModel();
    await model.start();
    await through(model, "QUIESCE", "QUIESCE", "QUIESCE");
    expect(model.source.reports).toEqual(["QUIESCE true"]);
    model.source.saysNothing();
    await model.pass(500);
    expect(model.unlocked).toBe(true);
    await through(model, "QUIESCE"); // another attempt, under the same id
    expect(model.source.reports).toHaveLength(2);
  });

  test("that comes back after VALIDATION is admitted at the target before it moves", async () => {
    await using model = new MovingModel();
    model.source.says("SUCCESS", model.target);
    await model.start();
    expect(model.written).toBe(model.target.addr);
    expect(model.logins).toEqual([model.source.addr, model.target.addr, model.target.addr]);
  });

  test("stays where it is admitted until the target admits it, however long that takes", async () => {
    await using model = new MovingModel();
    model.target.admits = false;
    model.source.says("SUCCESS", model.target);
    await model.start();
    await model.pass(3_600_000);
    expect(model.written).toBe(model.source.addr);
    expect(model.source.reports).toEqual([]);
    expect(model.logins).toEqual([model.source.addr]); // and no other connection was made
    model.target.admits = true;
    await model.pass(300_000);
    expect(model.written).toBe(model.target.addr);
    expect(model.source.reports).toEqual(["SUCCESS true"]);
  });

  test("is at home again at once where the migration is taken back, whatever it was trying", async () => {
    await using model = new MovingModel();
    model.target.admits = false;
    model.source.says("SUCCESS", model.target);
    await model.start();
    expect(model.unlocked).toBe(false);
    await model.pass(60_000);
    model.source.saysNothing();
    await model.pass(100);
    expect(model.unlocked).toBe(true);
    expect(model.written).toBe(model.source.addr);
  });

  test("reports a target that does not admit it, after all attempts", async () => {
    await using model = new MovingModel();
    model.target.admits = false;
    await model.start();
    await through(model, "VALIDATION");
    await model.pass(200_000);
    expect(model.source.reports).toEqual([]);
    await model.pass(120_000);
    expect(model.source.reports).toEqual(["VALIDATION false"]);
  });

  test.each(["LOGTRANSFER", "REAP", "REAPFAILED", "DONE"])(
    "that missed SUCCESS writes the addresses down in %s, before anything is unlocked",
    async (phase) => {
      await using model = new MovingModel();
      model.agent.failWith(new Error("no space left on device"));
      model.source.says(phase, model.target);
      await model.start();
      expect(model.unlocked).toBe(false);
      model.agent.failWith(undefined);
      await model.pass(300_000);
      expect(model.written).toBe(model.target.addr);
    },
  );

  test("reports at the source where its own connection is gone by then", async () => {
    await using model = new MovingModel();
    await model.start();
    await through(model, "VALIDATION");
    let refusals = 2;
    Object.defineProperty(model.source, "reportError", {
      get: () => (refusals-- > 0 ? new ShutdownError("peer") : undefined),
    });
    await through(model, "SUCCESS");
    await model.pass(5000);
    expect(model.source.reports.at(-1)).toBe("SUCCESS true");
    expect(model.written).toBe(model.target.addr);
  });
});

describe("two controllers that each say that the model lives at the other", () => {
  test.each(["SUCCESS", "DONE"])(
    "(%s) do not send an agent to and fro: it comes back once, stays, and says so",
    async (phase) => {
      await using model = new MovingModel();
      model.source.says(phase, model.target, "one");
      model.target.says(phase, model.source, "two");
      await model.start();
      await model.pass(3_600_000);
      expect(model.happened.filter((each) => each.startsWith("written"))).toEqual([
        `written ${model.target.addr}`,
        `written ${model.source.addr}`,
      ]);
      expect(model.log.lines.filter((line) => line.includes("staying at this one"))).toHaveLength(
        1,
      );
    },
  );

  test("let it go once one of them takes it back", async () => {
    await using model = new MovingModel();
    model.source.says("SUCCESS", model.target, "one");
    model.target.says("SUCCESS", model.source, "two");
    await model.start();
    await model.pass(60_000);
    model.source.saysNothing();
    await model.pass(1000);
    expect(model.unlocked).toBe(true);
    expect(model.written).toBe(model.source.addr);
  });
});

describe("an agent whose process dies", () => {
  test.each([
    ["in QUIESCE", ["QUIESCE"]],
    ["in VALIDATION", ["QUIESCE", "VALIDATION"]],
    ["after SUCCESS", ["QUIESCE", "VALIDATION", "SUCCESS"]],
  ])("%s finds its way", async (_, phases) => {
    await using model = new MovingModel();
    await model.start();
    await through(model, ...phases);
    await model.kill();
    model.source.says("SUCCESS", model.target);
    await model.start();
    expect(model.written).toBe(model.target.addr);
    expect(model.logins.at(-1)).toBe(model.target.addr);
  });

  test("before the addresses are written has reported nothing, and moves when it is back", async () => {
    await using model = new MovingModel();
    await model.start();
    await through(model, "QUIESCE", "VALIDATION");
    model.agent.failWith(new Error("no space left on device"));
    await through(model, "SUCCESS");
    expect(model.source.reports).not.toContain("SUCCESS true");
    expect(model.unlocked).toBe(false);
    await model.kill();
    model.agent.failWith(undefined);
    await model.start();
    expect(model.written).toBe(model.target.addr);
    expect(model.source.reports.at(-1)).toBe("SUCCESS true");
  });

  test("between the addresses and the report is at the target when it is back", async () => {
    await using model = new MovingModel();
    await model.start();
    await through(model, "QUIESCE", "VALIDATION");
    model.source.reportError = new ApiError("try again later", { code: "" });
    await through(model, "SUCCESS");
    expect(model.written).toBe(model.target.addr);
    await model.kill();
    await model.start();
    expect(model.logins.at(-1)).toBe(model.target.addr);
    expect(model.unlocked).toBe(true);
  });

  test("in a later phase, with a full disk since SUCCESS, is not left behind", async () => {
    await using model = new MovingModel();
    await model.start();
    await through(model, "VALIDATION");
    model.agent.failWith(new Error("no space left on device"));
    await through(model, "SUCCESS", "LOGTRANSFER", "REAP");
    expect(model.written).toBe(model.source.addr);
    expect(model.unlocked).toBe(false);
    await model.kill();
    model.agent.failWith(undefined);
    await model.start();
    expect(model.written).toBe(model.target.addr);
  });
});

describe("attempts", () => {
  const options = { random: () => 0.5, signal: new AbortController().signal };

  test.each([
    ["the target", targetAttempts, [100, 160, 256]],
    ["a report", reportAttempts, [100, 200, 400]],
  ])("for %s are twenty at most, up to 25 s apart, in five minutes", async (_, plan, first) => {
    const clock = new VirtualClock();
    const times: number[] = [];
    const failure = new Error("not yet");
    const work = attempts(
      () => {
        times.push(clock.now());
        return Promise.reject(failure);
      },
      plan,
      { ...options, clock },
    );
    work.catch(() => undefined); // looked at below
    await clock.advance(600_000);
    await expect(work).rejects.toBe(failure);
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(gaps.slice(0, 3).map(Math.round)).toEqual(first);
    expect(times.length).toBeLessThanOrEqual(20);
    expect(Math.max(...gaps)).toBe(25_000);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThanOrEqual(300_000);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(200_000);
    expect(clock.pending).toBe(0);
  });

  test("end with the signal's reason while they wait, and leave no timer", async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const work = attempts(() => Promise.reject(new Error("not yet")), targetAttempts, {
      ...options,
      clock,
      signal: stop.signal,
    });
    work.catch(() => undefined); // looked at below
    await clock.advance(50);
    stop.abort(new Error("enough"));
    await expect(work).rejects.toBe(stop.signal.reason);
    expect(clock.pending).toBe(0);
  });
});

describe("the controller that a model moves to", () => {
  const redirect = (port: number): RedirectError => {
    const info = {
      servers: [[{ value: "10.0.0.9", type: "ipv4", scope: "", port }]],
      "ca-cert": `CA ${port}`,
    };
    const cause = new ApiError("redirection required", { code: "redirection required", info });
    return new RedirectError(info, { follow: false, cause });
  };
  const target = { addrs: ["10.0.0.2:17070"], caCert: "CA" };
  const { signal } = new AbortController();

  test("may redirect the agent: the addresses and the CA that answered are those to remember", async () => {
    const asked: unknown[] = [];
    const { info } = await openAt(
      new MemoryAgent(),
      target,
      async ({ addrs, caCert }) => {
        asked.push([...addrs, caCert]);
        if (asked.length < 6) throw redirect(asked.length);
        return new FakeConnection();
      },
      signal,
    );
    expect(asked).toHaveLength(6);
    expect(info).toMatchObject({ addrs: ["10.0.0.9:5"], caCert: "CA 5" });
  });

  test("may not redirect it more than five times", async () => {
    let asked = 0;
    const opened = openAt(
      new MemoryAgent(),
      target,
      () => Promise.reject(redirect(++asked)),
      signal,
    );
    await expect(opened).rejects.toMatchObject({ code: "ERR_TOO_MANY_REDIRECTS" });
    expect(asked).toBe(6);
  });
});
