import { PassThrough } from "node:stream";

import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import { progressOn } from "../src/index.js";

const stream = (isTTY: boolean) => Object.assign(new PassThrough(), { isTTY, columns: 20 });

test("on a terminal the words stand beside a spinner that is gone afterwards, with its timer", async () => {
  const clock = new VirtualClock();
  const out = stream(true);
  const work = Promise.withResolvers<string>();
  const running = progressOn(out, clock)("waiting for the controller", (update) => {
    update("second\nwords");
    return work.promise;
  });
  await clock.advance(90);
  work.resolve("result");
  expect(await running).toBe("result");
  const drawn = String(out.read());
  expect(drawn).toBe("\r\u001b[K⠋ waiting for the c\r\u001b[K⠙ second words\r\u001b[K");
  expect(clock.pending).toBe(0);
});

test("a failure passes through, and cleans up as well", async () => {
  const clock = new VirtualClock();
  const error = new Error("no");
  await expect(progressOn(stream(true), clock)("x", () => Promise.reject(error))).rejects.toBe(
    error,
  );
  expect(clock.pending).toBe(0);
});

test("elsewhere nothing is written", async () => {
  const out = stream(false);
  await progressOn(out, new VirtualClock())("x", () => Promise.resolve());
  expect(out.read()).toBeNull();
});
