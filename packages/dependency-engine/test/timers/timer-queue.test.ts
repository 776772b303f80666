import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AlarmClock } from "../../src/timers/alarm-clock.js";
import { Alarms, AWAKE, type Sleeper } from "../../src/timers/timer-queue.js";
import { Moment } from "../../src/timers/cached-clock.js";

interface Named extends Sleeper {
  readonly name: number;
}

function sleepersOf(count: number): Named[] {
  return Array.from({ length: count }, (_, name) => ({ name, alarmAt: 0, alarmIndex: AWAKE }));
}

/** Takes out whoever is due at `now`, as names. */
function takeAll(alarms: Alarms<Named>, now: number): number[] {
  const names: number[] = [];
  for (let due = alarms.take(now); due !== undefined; due = alarms.take(now)) names.push(due.name);
  return names;
}

const SLEEPERS = 24;

// Most are set, so that many sleep at once; some soon after the one before, as in a wave.
const step = fc.record({
  kind: fc.constantFrom("set", "set", "set", "set", "set", "clear", "take"),
  who: fc.nat(SLEEPERS - 1),
  at: fc.nat(200),
  soon: fc.boolean(),
});

test("alarms wake whoever is due, once and at the time set last, and nobody else", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 120 }), (steps) => {
      const alarms = new Alarms<Named>();
      const sleepers = sleepersOf(SLEEPERS);
      const model = new Map<Named, number>();
      let now = 0;
      for (const { kind, who, at, soon } of steps) {
        const sleeper = sleepers[who];
        if (sleeper === undefined) throw new Error("a step for nobody");
        if (kind === "set") {
          alarms.set(sleeper, now + at, soon);
          model.set(sleeper, now + at);
        } else if (kind === "clear") {
          alarms.clear(sleeper);
          model.delete(sleeper);
        }
        now += kind === "take" ? at >> 2 : 0;
        const due = kind === "take" ? [...model].filter(([, time]) => time <= now) : [];
        const woken = takeAll(alarms, kind === "take" ? now : -1).map((name) => sleepers[name]);
        const times = due.map(([, time]) => time).toSorted((x, y) => x - y);
        expect(woken.map((one) => one?.alarmAt)).toEqual(times);
        expect(new Set(woken)).toEqual(new Set(due.map(([one]) => one)));
        for (const [one] of due) model.delete(one);
        expect(alarms.next()).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
      }
    }),
    { numRuns: 300 },
  );
});

test.each([true, false])("whoever is due first wakes first, set soon: %s", (soon) => {
  const alarms = new Alarms<Named>();
  const sleepers = sleepersOf(100);
  // Every time from 0 to 99 once, in an order without pattern.
  for (const sleeper of sleepers) alarms.set(sleeper, (sleeper.name * 37) % 100, soon);
  const times = takeAll(alarms, 100).map((name) => (name * 37) % 100);
  expect(times).toEqual(Array.from({ length: 100 }, (_, time) => time));
  expect(alarms.next()).toBeUndefined();
});

test("one taken out from among many leaves the others in the order of their times", () => {
  for (let gone = 0; gone < 40; gone += 1) {
    const alarms = new Alarms<Named>();
    const sleepers = sleepersOf(40);
    for (const sleeper of sleepers) alarms.set(sleeper, (sleeper.name * 23) % 40, false);
    for (const sleeper of sleepers) if (sleeper.name === gone) alarms.clear(sleeper);
    const times = takeAll(alarms, 40).map((name) => (name * 23) % 40);
    expect(times).toEqual(
      Array.from({ length: 40 }, (_, time) => time).filter((time) => time !== (gone * 23) % 40),
    );
  }
});

test("one that comes up in the place of another is not hidden below a later one", () => {
  const alarms = new Alarms<Named>();
  const times = [0, 10, 1, 11, 12, 20, 2];
  const sleepers = sleepersOf(times.length);
  for (const sleeper of sleepers) alarms.set(sleeper, times[sleeper.name] ?? 0, false);
  for (const sleeper of sleepers) if (sleeper.alarmAt === 11) alarms.clear(sleeper);
  expect(takeAll(alarms, 20).map((name) => times[name])).toEqual([0, 1, 2, 10, 12, 20]);
});

test("one that is set for later hides nobody who was set for before", () => {
  const alarms = new Alarms<Named>();
  const [first, second] = sleepersOf(2);
  if (first === undefined || second === undefined) throw new Error("too few");
  alarms.set(first, 5, true);
  alarms.set(second, 6, true);
  alarms.set(first, 10, true);
  expect(alarms.next()).toBe(6);
  expect(takeAll(alarms, 9)).toEqual([second.name]);
  expect(takeAll(alarms, 10)).toEqual([first.name]);
});

test("whoever sleeps for ever is never woken, and not before either", () => {
  const alarms = new Alarms<Named>();
  const [one] = sleepersOf(1);
  if (one === undefined) throw new Error("too few");
  alarms.set(one, 5, true);
  alarms.set(one, Infinity, true);
  expect(alarms.next()).toBeUndefined();
  expect(takeAll(alarms, 1e9)).toEqual([]);
});

// The clock's timer

/** A clock that is moved by hand and fires its one timer when told. */
function timerBench() {
  const timers: { readonly at: number; readonly fire: () => void }[] = [];
  const said: string[] = [];
  let now = 1000;
  const clock = {
    now: () => now,
    setTimeout: (fire: () => void, ms: number) => {
      said.push(`set ${ms}`);
      const timer = { at: now + ms, fire };
      timers.push(timer);
      return timer;
    },
    clearTimeout: (handle: unknown) => {
      said.push("clear");
      const index = timers.findIndex((timer) => timer === handle);
      if (index >= 0) timers.splice(index, 1);
    },
  };
  const woken: string[] = [];
  const alarms = new AlarmClock<Named>(clock, new Moment(clock), (sleeper, at) => {
    woken.push(`${sleeper.name} at ${at}`);
  });
  const sleepers = sleepersOf(3);
  return {
    alarms,
    timers,
    said,
    woken,
    set: (who: number, at: number) => {
      const sleeper = sleepers[who];
      if (sleeper !== undefined) alarms.set(sleeper, at, true);
      alarms.tick();
    },
    /** Fires the timer when the clock says `at`, in ms since the beginning. */
    fire: (at: number) => {
      now = 1000 + at;
      timers.shift()?.fire();
    },
  };
}

test("many sleepers have one timer of the clock, which is set anew only for an earlier one", () => {
  const { alarms, timers, said, set } = timerBench();
  set(0, 50);
  set(1, 70);
  alarms.tick();
  expect(said).toEqual(["set 50"]);
  set(2, 20);
  expect(said).toEqual(["set 50", "clear", "set 20"]);
  expect(timers).toHaveLength(1);
});

test("a timer that turns out to be too early fires in vain, and leads to the next", () => {
  const { said, woken, set, fire } = timerBench();
  set(0, 50);
  set(0, 80);
  expect(said).toEqual(["set 50"]);
  fire(50);
  expect([said, woken]).toEqual([["set 50", "set 30"], []]);
  fire(80);
  expect(woken).toEqual(["0 at 80"]);
});

test("once nobody sleeps there is no timer", () => {
  const { timers, said, set } = timerBench();
  set(0, 50);
  set(0, Infinity);
  expect([timers, said]).toEqual([[], ["set 50", "clear"]]);
});

test("a timer that fires late wakes everybody who is due by then, and one that fires early too", () => {
  const { woken, timers, set, fire } = timerBench();
  set(0, 50);
  set(1, 60);
  set(2, 90);
  fire(75);
  expect(woken).toEqual(["0 at 75", "1 at 75"]);
  // As timers of a clock that is coarser than its own time do.
  fire(89);
  expect(woken).toEqual(["0 at 75", "1 at 75", "2 at 90"]);
  expect(timers).toEqual([]);
});

test("whoever was due before the clock was asked is woken at once", () => {
  const { said, set, fire } = timerBench();
  set(0, 50);
  fire(60);
  set(1, 40);
  expect(said).toEqual(["set 50", "set 0"]);
});
