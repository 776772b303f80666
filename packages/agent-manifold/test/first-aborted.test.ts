import { getEventListeners } from "node:events";

import { expect, test } from "vitest";

import { changes } from "../src/building-blocks.js";
import { firstAborted } from "../src/first-aborted.js";

const listeners = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

test("answers with the signal that was aborted first, and leaves no listener on the others", async () => {
  const [one, other] = [new AbortController(), new AbortController()];
  const first = firstAborted(one.signal, other.signal);
  expect(listeners(one.signal)).toBe(1);
  other.abort();
  expect(await first).toBe(other.signal);
  expect(listeners(one.signal)).toBe(0);
});

test("of signals that are aborted already, the first in the list counts, at once", async () => {
  const [one, other] = [AbortSignal.abort(), AbortSignal.abort()];
  const alive = new AbortController().signal;
  expect(await firstAborted(alive, one, other)).toBe(one);
  expect(listeners(alive)).toBe(0);
});

test("changes come at once, then after each change, those of a busy time as one; the signal ends them", async () => {
  let tell: () => void = () => undefined;
  let subscribed = 0;
  const stop = new AbortController();
  const observable = {
    subscribe: (listener: () => void) => {
      subscribed++;
      tell = listener;
      return () => void subscribed--;
    },
  };
  const seen = changes(observable, stop.signal);
  await seen.next();
  tell();
  tell();
  await seen.next();
  const third = seen.next();
  stop.abort(new Error("enough"));
  await expect(third).rejects.toBe(stop.signal.reason);
  expect(subscribed).toBe(0);
  expect(listeners(stop.signal)).toBe(0);
});
