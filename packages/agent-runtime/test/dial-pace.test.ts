import type { Connection, OpenFunc } from "@holdfast/api-open";
import { flushPromises, VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import { DialPace } from "../src/host/dial-pace.js";

const info = { addrs: ["10.0.0.1:17070"], tag: "machine-0" } as const;

/** Openings that go on until they are ended. */
function openings(): { readonly open: OpenFunc; readonly ends: ((error: Error) => void)[] } {
  const ends: ((error: Error) => void)[] = [];
  const open: OpenFunc = () => new Promise<Connection>((_, reject) => ends.push(reject));
  return { open, ends };
}

test("eight connections are opened at a time, and the next as soon as one has ended", async () => {
  const { open, ends } = openings();
  const paced = new DialPace(new VirtualClock()).paced(open);
  for (let i = 0; i < 10; i++) paced(info, {}).catch(() => undefined);
  await flushPromises();
  expect(ends).toHaveLength(8);
  ends[0]?.(new Error("refused"));
  await flushPromises();
  expect(ends).toHaveLength(9);
});

test("those that nobody answers hold the others up for half a second, and go on", async () => {
  const clock = new VirtualClock();
  const { open, ends } = openings();
  const paced = new DialPace(clock).paced(open);
  for (let i = 0; i < 20; i++) paced(info, {}).catch(() => undefined);
  await clock.advance(499);
  expect(ends).toHaveLength(8);
  await clock.advance(1001);
  expect(ends).toHaveLength(20);
});

test("one that is interrupted while it waits for its turn ends at once, and takes none", async () => {
  const { open, ends } = openings();
  const paced = new DialPace(new VirtualClock()).paced(open);
  for (let i = 0; i < 8; i++) paced(info, {}).catch(() => undefined);
  const stop = new AbortController();
  const waits = paced(info, {}, stop.signal);
  stop.abort(new Error("stop"));
  await expect(waits).rejects.toThrow("stop");
  paced(info, {}).catch(() => undefined);
  ends[0]?.(new Error("refused"));
  await flushPromises();
  expect(ends).toHaveLength(9);
});
