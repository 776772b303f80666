import { expect, test } from "vitest";
import { BounceError, resourceName, UninstallError } from "../../src/index.js";
import { bench, probeOf, turn } from "../support.js";

test("one that is not installed is explained with the nearest that is", async () => {
  const { engine, add } = bench();
  add("database");
  expect(engine.explain("databsae")).toEqual({
    name: "databsae",
    state: "absent",
    text: '"databsae" is not installed (did you mean "database" where it says "databsae"?).',
    chain: [{ manifold: "databsae", what: "is not installed" }],
    root: { manifold: "databsae", what: "is not installed" },
    attempt: 0,
    unknown: [{ name: "databsae", nearest: "database" }],
  });
  await engine.settled();
});

test("what rests for want of an input is explained down to the root", async () => {
  const { engine, clock, add } = bench({ errorDelay: 3000, random: () => 0.5 });
  const conn = add("connection");
  add("session", { inputs: ["connection"] });
  add("upgrader", { inputs: ["session"] });
  await engine.settled();
  conn.end(Object.assign(new Error("no route to host"), { code: "EHOSTUNREACH" }));
  await clock.advance(1000);
  expect(engine.explain("upgrader")).toEqual({
    name: "upgrader",
    state: "resting",
    text:
      '"upgrader" needs "session", because "session" needs "connection", because "connection" ' +
      "failed: no route to host; is tried again in 2.0 s.",
    chain: [
      { manifold: "upgrader", what: 'needs "session"' },
      { manifold: "session", what: 'needs "connection"' },
      {
        manifold: "connection",
        what: "failed: no route to host; is tried again in 2.0 s",
        error: { message: "no route to host", code: "EHOSTUNREACH" },
      },
    ],
    root: expect.objectContaining({ manifold: "connection" }),
    attempt: 2,
    unknown: [],
  });
  expect(engine.explain("connection")).toMatchObject({
    state: "waiting",
    attempt: 1,
    next: clock.now() + 2000,
    text: '"connection" failed: no route to host; is tried again in 2.0 s.',
  });
});

test("an input that nobody installed is named, with the nearest name", async () => {
  const { engine, add } = bench();
  add("api-caller");
  add("upgrader", { inputs: ["api-calller"] });
  add("top", { inputs: ["upgrader"] });
  await engine.settled();
  const explanation = engine.explain("top");
  expect(explanation.root).toEqual({ manifold: "api-calller", what: "is not installed" });
  expect(explanation.unknown).toEqual([{ name: "api-calller", nearest: "api-caller" }]);
  expect(explanation.text).toBe(
    '"top" needs "upgrader", because "upgrader" needs "api-calller", because "api-calller" is not ' +
      'installed (did you mean "api-caller" where it says "api-calller"?).',
  );
});

test("one that is running is explained by what last set it moving, down to the root", async () => {
  const { engine, add } = bench();
  const a = add("a");
  add("b", { inputs: ["a"] });
  add("c", { inputs: ["b"] });
  await engine.settled();
  expect(engine.explain("a").text).toBe('"a" is running: "a" was installed.');
  a.end(new Error("connection reset"));
  await turn();
  await engine.settled();
  expect(engine.explain("c")).toMatchObject({
    state: "started",
    text:
      '"c" is running. Before: "c" was restarted for the going of "b", because "b" was restarted for the ' +
      'going of "a", because "a" failed: connection reset.',
    root: {
      manifold: "a",
      what: "failed: connection reset",
      error: { message: "connection reset" },
    },
  });
});

test("one that runs again is not told as one that fails", async () => {
  const { engine, add } = bench();
  const a = add("a");
  await engine.settled();
  a.end(new Error("connection reset"));
  await turn();
  await engine.settled();
  expect(engine.explain("a").text).toBe('"a" is running. Before: "a" failed: connection reset.');
});

test("one that was restarted for an input that came is explained by that", async () => {
  const { engine, add } = bench();
  add("a", { optional: ["late"] });
  await engine.settled();
  add("late");
  await engine.settled();
  expect(engine.explain("a").text).toBe(
    '"a" is running: "a" was restarted for the coming of "late", because "late" was installed.',
  );
});

test.each([
  ["bounced", '"a" is running: "a" was bounced.'],
  ["replaced", '"a" is running: "a" was replaced.'],
  ["asked", '"a" is running: "a" asked for a restart: please.'],
] as const)("one that was %s is explained by that", async (what, text) => {
  const { engine, clock, add } = bench();
  const a = add("a");
  await engine.settled();
  if (what === "bounced") engine.bounce("a");
  else if (what === "asked") a.end(new BounceError("please"));
  else await engine.replace(a.name, probeOf("a", {}, clock).manifold);
  await turn();
  await engine.settled();
  expect(engine.explain("a").text).toBe(text);
});

test("one that waits names what it waits for", async () => {
  const { engine, clock, add } = bench();
  add("slow", { startsIn: 400, stopsIn: 300 });
  add("a", { inputs: ["slow"], stopsIn: 200 });
  await clock.advance(300);
  expect(engine.explain("a")).toMatchObject({
    state: "waiting",
    text: '"a" waits for "slow", because "slow" has been starting for 300 ms.',
  });
  await clock.advance(100);
  engine.bounce("slow");
  await clock.advance(150);
  expect(engine.explain("slow").text).toBe(
    '"slow" must restart, and waits for its dependents to stop, because "a" has been stopping for 150 ms.',
  );
  await clock.advance(100);
  expect(engine.explain("a").text).toBe(
    '"a" waits for "slow", because "slow" has been stopping for 50 ms.',
  );
  expect(engine.explain("slow").state).toBe("stopping");
});

test("a failed one that waits for its dependents to end says so", async () => {
  const { engine, clock, add } = bench();
  const a = add("a");
  add("b", { inputs: ["a"], stopsIn: 100 });
  await clock.advance(0);
  a.end(new Error("broken"));
  await clock.advance(50);
  expect(engine.explain("a").text).toBe(
    '"a" waits for its dependents to stop, because "b" has been stopping for 50 ms.',
  );
});

test("a start that is tried again says which attempt it is", async () => {
  const { engine, clock, add } = bench({ errorDelay: 100, random: () => 0.5 });
  const a = add("a", {
    startsIn: 10,
    onStart: () => {
      if (a.calls < 4) throw new Error("not yet");
    },
  });
  await clock.advance(115);
  expect(engine.explain("a").text).toBe('"a" has been starting for 5 ms; this is attempt 2.');
  await clock.advance(50);
  expect(engine.explain("a")).toMatchObject({ attempt: 3, next: clock.now() + 55 });
});

test("one that finished, was degraded or is held says so", async () => {
  const { engine, clock, add } = bench({
    restart: [{ intensity: { failures: 0, within: 1000, next: "degrade" } }],
  });
  const finished = add("finished");
  const degraded = add("degraded");
  const group = engine.group();
  const held = probeOf("held", {}, clock);
  group.install(held.name, held.manifold);
  await engine.settled();
  finished.end();
  degraded.end(new Error("broken"));
  await group.stop();
  await engine.settled();
  expect(engine.explain("finished").text).toBe(
    '"finished" has finished, and rests until an input of it changes.',
  );
  expect(engine.explain("degraded").text).toBe(
    '"degraded" failed, and rests until an input of it changes or it is bounced: broken.',
  );
  expect(engine.explain("held").text).toBe('"held" is held until it is released.');
  engine.kill();
  await engine.wait();
  expect(engine.explain("finished").text).toBe('"finished" was stopped with the engine.');
});

test("a start that missed something else than an input says what", async () => {
  const { engine, add } = bench();
  add("a", {
    inputs: ["flag"],
    onStart: ({ get }) => {
      get(resourceName("flag"));
    },
  });
  const flag = add("flag", {
    manifold: {
      output: () => {
        throw Object.assign(new Error('"flag" not set'), { code: "ERR_MISSING" });
      },
    },
  });
  await engine.settled();
  expect(flag.starts).toBe(1);
  expect(engine.explain("a").text).toBe('"a" rests: "flag" not set.');
});

test("one that uninstalled itself is not installed", async () => {
  const { engine, add } = bench();
  const a = add("a");
  add("b", { inputs: ["a"] });
  await engine.settled();
  a.end(new UninstallError());
  await turn();
  await engine.settled();
  expect(engine.explain("b").root).toEqual({ manifold: "a", what: "is not installed" });
});

test("a very long chain is told as far as anybody would read it", async () => {
  const { engine, add } = bench();
  for (let index = 0; index < 100; index += 1) add(`n${index}`, { inputs: [`n${index + 1}`] });
  await engine.settled();
  expect(engine.explain("n0").chain).toHaveLength(50);
  expect(engine.explain("n60").root).toEqual({ manifold: "n100", what: "is not installed" });
});

test("one that a policy does not try again failed, however often; one that its policy bears failed too often", async () => {
  const { engine, clock } = bench({ errorDelay: 1 });
  const add = (name: string, failures: number) => {
    const probe = probeOf(name, {}, clock);
    const restart = [{ intensity: { failures, within: 1000, next: "degrade" as const } }];
    engine.install(probe.name, { ...probe.manifold, restart });
    return probe;
  };
  const never = add("never", 0);
  const once = add("once", 1);
  for (let round = 0; round < 2; round += 1) {
    await engine.settled();
    never.end(new Error("no such facade"));
    await engine.settled();
    if (round === 0) engine.bounce(never.name);
  }
  once.end(new Error("broken"));
  await clock.advance(1);
  await engine.settled();
  once.end(new Error("broken"));
  await clock.advance(1);
  expect(engine.explain("never").text).toContain('"never" failed, and rests until');
  expect(engine.explain("once").text).toContain('"once" failed too often, and rests until');
  engine.kill();
  await engine.wait();
});
