import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TimerQueue, UNSET, type TimerEntry } from "../../src/timers/timer-queue.js";

interface Named extends TimerEntry {
  readonly name: number;
}

function entriesOf(count: number): Named[] {
  return Array.from({ length: count }, (_, name) => ({ name, dueAt: 0, queueIndex: UNSET }));
}

/** Takes out whoever is due at `now`, as names. */
function takeAll(queue: TimerQueue<Named>, now: number): number[] {
  const names: number[] = [];
  for (let due = queue.take(now); due !== undefined; due = queue.take(now)) names.push(due.name);
  return names;
}

const ENTRIES = 24;

// Most are set, so that many sleep at once; some soon after the one before, as in a wave.
const step = fc.record({
  kind: fc.constantFrom("set", "set", "set", "set", "set", "clear", "take"),
  who: fc.nat(ENTRIES - 1),
  at: fc.nat(200),
  soon: fc.boolean(),
});

test("a queue gives whoever is due, once and at the time set last, and nobody else", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 120 }), (steps) => {
      const queue = new TimerQueue<Named>();
      const entries = entriesOf(ENTRIES);
      const model = new Map<Named, number>();
      let now = 0;
      for (const { kind, who, at, soon } of steps) {
        const entry = entries[who];
        if (entry === undefined) throw new Error("a step for nobody");
        if (kind === "set") {
          queue.set(entry, now + at, soon);
          model.set(entry, now + at);
        } else if (kind === "clear") {
          queue.clear(entry);
          model.delete(entry);
        }
        now += kind === "take" ? at >> 2 : 0;
        const due = kind === "take" ? [...model].filter(([, time]) => time <= now) : [];
        const woken = takeAll(queue, kind === "take" ? now : -1).map((name) => entries[name]);
        const times = due.map(([, time]) => time).toSorted((x, y) => x - y);
        expect(woken.map((one) => one?.dueAt)).toEqual(times);
        expect(new Set(woken)).toEqual(new Set(due.map(([one]) => one)));
        for (const [one] of due) model.delete(one);
        expect(queue.next()).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
      }
    }),
    { numRuns: 300 },
  );
});

test.each([true, false])("whoever is due first wakes first, set soon: %s", (soon) => {
  const queue = new TimerQueue<Named>();
  const entries = entriesOf(100);
  // Every time from 0 to 99 once, in an order without pattern.
  for (const entry of entries) queue.set(entry, (entry.name * 37) % 100, soon);
  const times = takeAll(queue, 100).map((name) => (name * 37) % 100);
  expect(times).toEqual(Array.from({ length: 100 }, (_, time) => time));
  expect(queue.next()).toBeUndefined();
});

test("one taken out from among many leaves the others in the order of their times", () => {
  for (let gone = 0; gone < 40; gone += 1) {
    const queue = new TimerQueue<Named>();
    const entries = entriesOf(40);
    for (const entry of entries) queue.set(entry, (entry.name * 23) % 40, false);
    for (const entry of entries) if (entry.name === gone) queue.clear(entry);
    const times = takeAll(queue, 40).map((name) => (name * 23) % 40);
    expect(times).toEqual(
      Array.from({ length: 40 }, (_, time) => time).filter((time) => time !== (gone * 23) % 40),
    );
  }
});

test("one that comes up in the place of another is not hidden below a later one", () => {
  const queue = new TimerQueue<Named>();
  const times = [0, 10, 1, 11, 12, 20, 2];
  const entries = entriesOf(times.length);
  for (const entry of entries) queue.set(entry, times[entry.name] ?? 0, false);
  for (const entry of entries) if (entry.dueAt === 11) queue.clear(entry);
  expect(takeAll(queue, 20).map((name) => times[name])).toEqual([0, 1, 2, 10, 12, 20]);
});

test("one that is set for later hides nobody who was set for before", () => {
  const queue = new TimerQueue<Named>();
  const [first, second] = entriesOf(2);
  if (first === undefined || second === undefined) throw new Error("too few");
  queue.set(first, 5, true);
  queue.set(second, 6, true);
  queue.set(first, 10, true);
  expect(queue.next()).toBe(6);
  expect(takeAll(queue, 9)).toEqual([second.name]);
  expect(takeAll(queue, 10)).toEqual([first.name]);
});

test("whoever sleeps for ever is never woken, and not before either", () => {
  const queue = new TimerQueue<Named>();
  const [one] = entriesOf(1);
  if (one === undefined) throw new Error("too few");
  queue.set(one, 5, true);
  queue.set(one, Infinity, true);
  expect(queue.next()).toBeUndefined();
  expect(takeAll(queue, 1e9)).toEqual([]);
});
