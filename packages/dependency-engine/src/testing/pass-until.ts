import { flushPromises, type VirtualClock } from "@holdfast/ports/testing";
import { HarnessError } from "./harness-error.js";

/** So many timers fire before it is held that more of them change nothing. */
const MOST_TIMERS = 20_000;

/** So many turns of the event loop may pass in which no virtual timer waits. */
const MOST_TURNS = 50;

/**
 * Lets virtual time pass, from one timer to the next, until `promise` is settled, and gives what came of
 * it. No more time passes than that takes.
 * @throws {HarnessError} ERR_NEVER_SETTLES where no timer is left that could settle it, or more fire than
 *   anything needs; what waits for real sockets or files cannot be waited for so
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { passUntil, VirtualClock } from "@holdfast/dependency-engine/testing";
 * import { sleep } from "@holdfast/ports";
 *
 * const clock = new VirtualClock();
 * await passUntil(clock, sleep(86_400_000, { clock })); // a day, in no time
 * assert.equal(clock.now(), 86_400_000);
 * ```
 */
export async function passUntil<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  const over = new AbortController();
  const end = (): void => over.abort();
  promise.then(end, end);
  await flushPromises();
  let turns = 0;
  for (let timers = 0; !over.signal.aborted; timers += 1) {
    const next = clock.next();
    turns = next === undefined ? turns + 1 : 0;
    if (turns > MOST_TURNS) throw never("no timer of the clock is left that could settle it");
    if (timers > MOST_TIMERS) throw never(`${MOST_TIMERS} timers fired, and did not settle it`);
    await clock.advance(Math.max(0, (next ?? 0) - clock.now()));
  }
  return promise;
}

function never(why: string): HarnessError {
  return new HarnessError("ERR_NEVER_SETTLES", `what is waited for never comes: ${why}`);
}
