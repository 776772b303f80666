import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { LoginTurns } from "../../src/api/login-turns.js";

const limit = { max: 10, interval: 250 };

/** A limit that a crowd has just met, and what each of the crowd was told. */
function refusedCrowd(size: number, start = 1000) {
  const clock = { now: start };
  const turns = new LoginTurns(limit, () => clock.now);
  const waits = Array.from({ length: size }, (_, each) => turns.take(`machine-${each}`));
  return { clock, turns, waits };
}

describe("turns to log in", () => {
  test("a crowd that is refused is told to come one by one, and each then finds a token", () => {
    const { clock, turns, waits } = refusedCrowd(10_000);
    expect(waits.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => undefined));
    for (const [each, wait] of waits.entries()) {
      if (wait === undefined) continue;
      expect(wait).toBe((each - 9) * 250);
      clock.now = 1000 + wait;
      expect(turns.take(`machine-${each}`)).toBeUndefined();
    }
  });

  test("who asks again before its turn keeps it, and is told of it again", () => {
    const { clock, turns } = refusedCrowd(100);
    clock.now += 240;
    expect(turns.take("machine-99")).toBe(90 * 250 - 240);
    expect(turns.take("machine-100")).toBe(91 * 250 - 240);
    expect(turns.take("machine-99")).toBe(90 * 250 - 240);
  });

  test("a newcomer does not take the token that somebody was promised", () => {
    const { clock, turns } = refusedCrowd(11);
    clock.now += 250;
    expect(turns.take("newcomer")).toBeGreaterThan(0);
    expect(turns.take("machine-10")).toBeUndefined();
  });

  test("a promised token that nobody comes for is somebody else's once the bucket is full", () => {
    const { clock, turns } = refusedCrowd(10_000);
    clock.now += 10 * 250;
    expect(turns.take("newcomer")).toBeUndefined();
    expect(turns.take("another")).toBeGreaterThan(0);
    clock.now += 250;
    expect(turns.take("another")).toBeUndefined();
  });

  test("who comes 10 s after its turn has none any more", () => {
    const { clock, turns } = refusedCrowd(51);
    clock.now += 250 + 10_000;
    for (let each = 11; each < 21; each++) turns.take(`machine-${each}`);
    expect(turns.take("machine-10")).toBeGreaterThan(0);
  });

  test("no more get in than the limit has it, whoever comes when", () => {
    const visit = fc.record({
      after: fc.integer({ min: 0, max: 600 }),
      who: fc.integer({ min: 0, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 300 }), (visits) => {
        let now = 0;
        const turns = new LoginTurns({ max: 3, interval: 250 }, () => now);
        let admitted = 0;
        for (const { after, who } of visits) {
          now += after;
          const wait = turns.take(`machine-${who}`);
          if (wait === undefined) admitted += 1;
          expect(wait ?? 0).toBeGreaterThanOrEqual(0);
          expect(admitted).toBeLessThanOrEqual(3 + now / 250);
        }
      }),
    );
  });

  test("of a limit of 0 are everybody's", () => {
    const turns = new LoginTurns({ max: 0, interval: 1000 }, () => 0);
    expect(Array.from({ length: 100 }, (_, each) => turns.take(`machine-${each}`))).toEqual(
      Array.from({ length: 100 }, () => undefined),
    );
  });
});
