import * as fc from "fast-check";
import { expect, test } from "vitest";

import { EventLog } from "../src/event-log.js";

test("what comes after any number is exactly the kept events with a greater one", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.nat(100),
      fc.nat(120),
      (limit, count, after) => {
        const log = new EventLog<{ readonly id: number }>(limit);
        for (let made = 0; made < count; made++) log.append((id) => ({ id }));
        const kept = Array.from({ length: count }, (_, index) => index + 1).slice(-limit);
        const wanted = after > count ? kept : kept.filter((id) => id > after);
        expect(log.after(after).map(({ id }) => id)).toEqual(wanted);
        expect(log.last).toBe(count);
      },
    ),
  );
});

test("followers hear each event once, until they stop", () => {
  const log = new EventLog<{ readonly id: number }>();
  const heard: number[] = [];
  const stop = log.follow(({ id }) => heard.push(id));
  log.append((id) => ({ id }));
  stop();
  log.append((id) => ({ id }));
  expect(heard).toEqual([1]);
  expect(log.followers).toBe(0);
});
