import { randomInt } from "node:crypto";

/**
 * Where a controller that nobody gave a port looks for one, in turn; in the end it takes any. It comes
 * back to that port for years. So it is below those that systems give to outgoing connections (from
 * 32768 in Linux, from 49152 by IANA's advice): one of those may be somebody else's whenever the
 * controller is down.
 */
export function chosenPorts(): readonly number[] {
  const tries = Array.from({ length: 20 }, () => randomInt(FIRST, END));
  return [...tries, 0];
}

const FIRST = 10_000;
const END = 32_768;
