// One opening of a connection to several places of a network, on virtual time, and what is wrong with how
// it went, if anything is.
import { getEventListeners } from "node:events";
import { errorFacts } from "@holdfast/ports";
import { flushPromises, VirtualClock } from "@holdfast/ports/testing";
import {
  type Connection,
  type DialOptions,
  memorySessionCache,
  type OpenFunc,
} from "../../src/index.js";
import { isShown, isTold } from "./told.js";
import type { Network, Place } from "./network-places.js";

const DIAL = 3_000;
const WHOLE = 60_000;
const INTERVAL = 200;

/**
 * Opens a connection to these places. It must be there where one of them is the controller; else it must
 * be refused in time, for a reason that can be told; and nothing may be left.
 */
export async function dialled(
  open: OpenFunc,
  network: Network,
  places: readonly Place[],
): Promise<string | undefined> {
  const clock = new VirtualClock();
  const { signal } = new AbortController();
  const addrs = places.map((place, number) => network.address(place, number));
  const { resolver, dialler } = network;
  const options: DialOptions = {
    clock,
    resolver,
    dialler,
    proxy: "none",
    sessions: memorySessionCache(),
    dialTimeout: DIAL,
    timeout: WHOLE,
    dialAddressInterval: INTERVAL,
  };
  const held = network.untilHeld(places.filter((place) => place === "hangs: the upgrade").length);
  const opening = open(network.controller.info({ addrs }), options, signal);
  const outcome = await (places.includes("the controller")
    ? connected(opening, clock, places.length)
    : refused(opening, clock, { held, count: places.length }));
  const left = clock.pending + getEventListeners(signal, "abort").length + network.open;
  return outcome ?? (left === 0 ? undefined : `left behind: ${left}`);
}

/** Time passes until every place was tried, and no further: the rest is for the sockets to do. */
async function connected(
  opening: Promise<Connection>,
  clock: VirtualClock,
  count: number,
): Promise<string | undefined> {
  opening.catch(() => undefined);
  await untilAllStarted(clock, count);
  try {
    const connection = await opening;
    await connection.close();
    return undefined;
  } catch (error) {
    return `not connected: ${errorFacts(error).message}`;
  }
}

async function refused(
  opening: Promise<Connection>,
  clock: VirtualClock,
  { held, count }: { readonly held: Promise<void>; readonly count: number },
): Promise<string | undefined> {
  const found: unknown[] = [];
  const over = opening.then(
    () => found.push("a connection to nobody"),
    (error: unknown) => found.push(error),
  );
  await untilAllStarted(clock, count);
  await Promise.race([held, over]);
  while (found.length === 0 && clock.now() <= WHOLE) {
    // oxlint-disable-next-line no-await-in-loop -- step by step
    await clock.advance(500);
  }
  for (let turn = 0; turn < 50 && found.length === 0; turn++) {
    // oxlint-disable-next-line no-await-in-loop
    await flushPromises();
  }
  if (found.length === 0) return "it neither succeeds nor fails";
  const [error] = found;
  if (!isTold(error)) return `an error that is none of ours: ${String(error)}`;
  if (!isShown(errorFacts(error))) return "words that must not be shown";
  return clock.now() <= DIAL + 500 ? undefined : `it took ${clock.now()} ms`;
}

async function untilAllStarted(clock: VirtualClock, count: number): Promise<void> {
  // A name, and its address.
  for (let step = 0; step < 2 * count && clock.now() + INTERVAL < DIAL; step++) {
    // oxlint-disable-next-line no-await-in-loop
    await clock.advance(INTERVAL);
  }
}
