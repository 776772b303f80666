import { expect, test } from "vitest";
import { CachedClock } from "../../src/timers/cached-clock.js";
import { SharedTimer } from "../../src/timers/shared-timer.js";
import { type TimerEntry, UNSET } from "../../src/timers/timer-queue.js";

interface Named extends TimerEntry {
  readonly name: number;
}

/** A clock that is moved by hand and fires its one timer when told. */
function timerBench() {
  const timers: { readonly at: number; readonly fire: () => void }[] = [];
  const said: string[] = [];
  let now = 1000;
  const clock = {
    now: () => now,
    setTimeout: (fire: () => void, ms: number) => {
      said.push(`set ${ms}`);
      const made = { at: now + ms, fire };
      timers.push(made);
      return made;
    },
    clearTimeout: (handle: unknown) => {
      said.push("clear");
      const index = timers.findIndex((one) => one === handle);
      if (index >= 0) timers.splice(index, 1);
    },
  };
  const woken: string[] = [];
  const timer = new SharedTimer<Named>(clock, new CachedClock(clock), (entry, at) => {
    woken.push(`${entry.name} at ${at}`);
  });
  const entries = Array.from({ length: 3 }, (_, name): Named => ({
    name,
    dueAt: 0,
    queueIndex: UNSET,
  }));
  return {
    timer,
    timers,
    said,
    woken,
    set: (who: number, at: number) => {
      const entry = entries[who];
      if (entry !== undefined) timer.times.set(entry, at, true);
      timer.arm();
    },
    /** Fires the timer when the clock says `at`, in ms since the beginning. */
    fire: (at: number) => {
      now = 1000 + at;
      timers.shift()?.fire();
    },
  };
}

test("many entries have one timer of the clock, which is set anew only for an earlier one", () => {
  const { timer, timers, said, set } = timerBench();
  set(0, 50);
  set(1, 70);
  timer.arm();
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
