import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { TokenBucket } from "../../src/api/token-bucket.js";

describe("a token bucket", () => {
  test("lets through at most what it held and what came in since, in any stretch of time", () => {
    const limit = fc.record({
      max: fc.integer({ min: 1, max: 20 }),
      interval: fc.integer({ min: 1, max: 500 }),
    });
    const waits = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 200 });
    fc.assert(
      fc.property(limit, waits, ({ max, interval }, steps) => {
        let now = 0;
        const bucket = new TokenBucket({ max, interval }, () => now);
        let taken = 0;
        for (const step of steps) {
          now += step;
          if (bucket.take()) taken += 1;
          expect(taken).toBeLessThanOrEqual(max + now / interval);
        }
      }),
    );
  });

  test("lets everybody through who comes no faster than it fills", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 200 }),
        (interval, count) => {
          let now = 0;
          const bucket = new TokenBucket({ max: 1, interval }, () => now);
          for (let each = 0; each < count; each += 1) {
            expect(bucket.take()).toBe(true);
            now += interval;
          }
        },
      ),
    );
  });

  test("of 0 lets everybody through", () => {
    const bucket = new TokenBucket({ max: 0, interval: 1000 }, () => 0);
    expect(Array.from({ length: 100 }, () => bucket.take())).not.toContain(false);
  });
});
