// A connection that is cut, reset, silent or damaged at every byte of either direction, through TLS, new
// or resumed, and in clear: `open` ends with the error of the step that it was at, at once or at that step's deadline
// by the clock, and leaves nothing. `pnpm soak` tries every byte; here it is every
// FAULT_STRIDE-th from FAULT_FIRST on, and those around the last. The endings are counted in what is
// printed.
import type { Direction } from "@holdfast/fault-proxy";
import { describe, expect, test } from "vitest";
import { leftBehind } from "./support/leaks.js";
import {
  DIAL,
  type DialPath,
  type Ending,
  KINDS,
  type Kind,
  openThrough,
  WHOLE,
} from "./support/one-fault.js";
import { oneSession } from "./support/one-session.js";
import { sharedCa, sharedLeaf, TestController } from "./support/test-controller.js";
import { tlsInFront } from "./support/tls-in-front.js";

const stride = Number(process.env["FAULT_STRIDE"] ?? 61);
const first = Number(process.env["FAULT_FIRST"] ?? 0);

/** How `open` ends, in the order of its steps: a fault at a later byte never ends an earlier step. */
const STEPS: Readonly<Record<Exclude<Kind, "flip">, readonly string[]>> = {
  cut: ["ERR_TLS", "ERR_UPGRADE_REFUSED", "ERR_CONNECTION_SHUTDOWN", "open"],
  // One before the first byte may overtake the news that the connection was made.
  reset: ["ERR_CONNECT", "ERR_TLS", "ERR_UPGRADE_REFUSED", "ERR_CONNECTION_LOST", "open"],
  vanish: ["ERR_DIAL_TIMEOUT", "ERR_LOGIN_TIMEOUT", "open"],
};
/** Damage is noticed, or makes a length so long that more is waited for; or nobody looks at that bit. */
const NOTICED = [
  "ERR_CERTIFICATE",
  "ERR_CONNECTION_LOST",
  "ERR_CONNECTION_SHUTDOWN",
  "ERR_DIAL_TIMEOUT",
  "ERR_LOGIN_TIMEOUT",
  "ERR_TLS",
  "ERR_UPGRADE_REFUSED",
  "open",
];
/** In clear it may also make another request, another answer, or no WebSocket's frame. */
const MISUNDERSTOOD = [
  "",
  "ERR_LOGIN_REPLY",
  "ERR_RPC_PROTOCOL",
  "not implemented",
  "not supported",
  "unauthorized access",
];

/** ms by the clock after which an ending comes; all others come at once. */
const DUE: Readonly<Record<string, number>> = { ERR_DIAL_TIMEOUT: DIAL, ERR_LOGIN_TIMEOUT: WHOLE };
/** By so many bytes the signatures and tickets of two handshakes may differ. */
const BLUR = 16;

interface Tried extends Ending {
  readonly at: number;
}

/** Through a whole TLS handshake, through one that takes up an earlier session, or in clear. */
const WIRES = ["wss", "wss, resumed", "ws"] as const;
type Wire = (typeof WIRES)[number];

async function pathOf(wire: Wire): Promise<DialPath> {
  if (wire === "ws") return { dialler: tlsInFront(await sharedLeaf(await sharedCa())) };
  return wire === "wss" ? {} : { sessions: oneSession() };
}

/** What came of a fault of that kind at each of the bytes. */
async function tryAll(kind: Kind, direction: Direction, wire: Wire): Promise<Tried[]> {
  await using controller = await TestController.start({ inClear: wire === "ws" });
  const path = await pathOf(wire);
  await openThrough(controller, undefined, path);
  const { passed, ...clean } = await openThrough(controller, undefined, path);
  expect(clean).toEqual({ code: "open", after: 0, left: 0 });
  expect(controller.served.at(-1)?.resumed).toBe(wire === "wss, resumed");
  const last = passed[direction];
  const offsets = new Set([last - 1, last, last + 1]);
  for (let at = first; at < last; at += stride) offsets.add(at);
  const tried: Tried[] = [];
  for (const at of [...offsets].toSorted((a, b) => a - b)) {
    // oxlint-disable-next-line no-await-in-loop -- one at a time, or they hold each other up
    tried.push({ at, ...(await openThrough(controller, { direction, kind, at }, path)) });
  }
  return tried;
}

/** Those that ended an earlier step than one before them did. */
function outOfOrder(tried: readonly Tried[], steps: readonly string[]): Tried[] {
  const rank = ({ code }: Tried): number => steps.indexOf(code);
  let reached = 0;
  let behind = 0;
  return tried.filter((each) => {
    for (; (tried[behind]?.at ?? Infinity) <= each.at - BLUR; behind += 1) {
      const before = tried[behind];
      reached = Math.max(reached, before === undefined ? 0 : rank(before));
    }
    return rank(each) < reached;
  });
}

const cases = WIRES.flatMap((wire) =>
  (["toClient", "toTarget"] as const).flatMap((direction) =>
    KINDS.map((kind) => ({ wire, direction, kind })),
  ),
);

describe(`a fault at every ${stride}th byte from ${first} on`, () => {
  test.each(cases)(
    "$kind, $direction over $wire: the error of the step, in its time, with nothing left",
    async ({ wire, direction, kind }) => {
      let tried: Tried[] = [];
      const left = await leftBehind(async () => {
        tried = await tryAll(kind, direction, wire);
      });
      expect(left).toEqual({});
      const allowed =
        kind === "flip" ? [...NOTICED, ...(wire === "ws" ? MISUNDERSTOOD : [])] : STEPS[kind];
      expect(tried.filter(({ code }) => !allowed.includes(code))).toEqual([]);
      expect(tried.filter(({ code, after }) => after !== (DUE[code] ?? 0))).toEqual([]);
      expect(tried.filter((each) => each.left !== 0)).toEqual([]);
      expect(kind === "flip" ? [] : outOfOrder(tried, STEPS[kind])).toEqual([]);
      const tally: Record<string, number> = {};
      for (const { code } of tried) tally[code] = (tally[code] ?? 0) + 1;
      console.info(`${wire} ${direction} ${kind}: ${tried.length} bytes, ${JSON.stringify(tally)}`);
    },
  );
});
