/** Chance, handed in: a number in [0, 1). `Math.random` is one. Never used for secrets. */
export type Random = () => number;

/**
 * The same seed gives the same numbers, on every machine (mulberry32).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { seededRandom } from "@holdfast/ports";
 *
 * const [one, other] = [seededRandom(7), seededRandom(7)];
 * assert.deepEqual([one(), one()], [other(), other()]); // a run that can be replayed
 * ```
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
