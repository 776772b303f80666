// One `open` with one fault at one byte: what came of it, when by the clock, and what it left.
import { getEventListeners } from "node:events";
import type { Duplex } from "node:stream";
import { FaultProxy, type Direction, type DirectionPlan } from "@holdfast/fault-proxy";
import { flushPromises, VirtualClock } from "@holdfast/ports/testing";
import {
  type Connection,
  type Dialler,
  type HostAndPort,
  memorySessionCache,
  open,
  type SessionCache,
  tcpDialler,
} from "../../src/index.js";
import type { TestController } from "./test-controller.js";

export const DIAL = 3_000;
export const WHOLE = 60_000;

/** A connection that ends, breaks or falls silent there, or the byte there with one bit turned over. */
export const KINDS = ["cut", "reset", "vanish", "flip"] as const;
export type Kind = (typeof KINDS)[number];

export interface FaultPoint {
  readonly direction: Direction;
  readonly kind: Kind;
  /** How many bytes have passed in that direction before it. */
  readonly at: number;
}

/** What the way there is made of, where it is not TCP and a TLS handshake of its own. */
export interface DialPath {
  readonly dialler?: Dialler;
  readonly sessions?: SessionCache;
}

export interface Ending {
  /** `open`, or the code of the error that it rejected with. */
  readonly code: string;
  /** ms by the clock from the beginning to then. */
  readonly after: number;
  /** Bytes that passed in each direction until then. */
  readonly passed: Readonly<Record<Direction, number>>;
  /** What is left of it: timers, listeners on the signal, open sockets, a connection that is not broken. */
  readonly left: number;
}

/** Turns of the event loop in which nothing moved, after which nothing will without a timer. */
const QUIET = 40;

/** Opens a connection through that fault, or through none, and closes it again. */
export async function openThrough(
  controller: TestController,
  point: FaultPoint | undefined,
  path: DialPath = {},
): Promise<Ending> {
  const { dialler = tcpDialler, sessions = memorySessionCache() } = path;
  const clock = new VirtualClock();
  const target = { host: "127.0.0.1", port: controller.port };
  const script = { kind: "relay", ...(point && { [point.direction]: planOf(point) }) } as const;
  await using proxy = await FaultProxy.listen({ target, clock, script });
  const { signal } = new AbortController();
  const sockets = new RecordingDialler(dialler);
  const limits = { dialTimeout: DIAL, timeout: WHOLE };
  const settings = { clock, ...limits, dialler: sockets, sessions };
  const opening = open(controller.info({ addrs: [proxy.address] }), settings, signal).then(
    (connection) => ({ connection, code: "open" }),
    (error: unknown) => ({ connection: undefined, code: String(Object(error).code ?? error) }),
  );
  const { connection, code } = await inVirtualTime(opening, clock, proxy);
  const after = clock.now();
  const passed = passedThrough(proxy);
  if (connection !== undefined) await inVirtualTime(connection.close(), clock, proxy);
  const listeners = getEventListeners(signal, "abort").length;
  const left = clock.pending + listeners + sockets.open + unbroken(connection);
  return { code, after, passed, left };
}

/** Dials as another does, and remembers what it got. */
class RecordingDialler implements Dialler {
  readonly #dialler: Dialler;
  readonly #streams: Duplex[] = [];

  constructor(dialler: Dialler) {
    this.#dialler = dialler;
  }

  async connect(target: HostAndPort, signal: AbortSignal): Promise<Duplex> {
    const stream = await this.#dialler.connect(target, signal);
    this.#streams.push(stream);
    return stream;
  }

  /** How many it got that nobody has destroyed. */
  get open(): number {
    return this.#streams.filter(({ destroyed }) => !destroyed).length;
  }
}

function planOf({ kind, at }: FaultPoint): DirectionPlan {
  // Every bit is turned over somewhere.
  return kind === "flip" ? { flips: [{ at, mask: 1 << (at % 8) }] } : { fault: { kind, at } };
}

/** What `waited` gives, moving the clock on to its next timer whenever nothing else moves any more. */
async function inVirtualTime<T>(
  waited: Promise<T>,
  clock: VirtualClock,
  proxy: FaultProxy,
): Promise<T> {
  const state = { over: false };
  const end = (): void => void (state.over = true);
  waited.then(end, end);
  let quiet = 0;
  for (let seen = ""; !state.over;) {
    // oxlint-disable-next-line no-await-in-loop -- turn by turn
    await flushPromises();
    const moved = JSON.stringify(
      proxy.connections.map(({ toClient, toTarget }) => [toClient, toTarget]),
    );
    quiet = moved === seen ? quiet + 1 : 0;
    seen = moved;
    if (state.over || quiet < QUIET) continue;
    const due = clock.next();
    if (due === undefined) throw new Error("nothing moves, and no timer will end it: it hangs");
    // oxlint-disable-next-line no-await-in-loop
    await clock.advance(due - clock.now());
    quiet = 0;
  }
  return waited;
}

function passedThrough({ connections }: FaultProxy): Record<Direction, number> {
  const sum = (direction: Direction): number =>
    connections.reduce((bytes, connection) => bytes + connection[direction].delivered, 0);
  return { toClient: sum("toClient"), toTarget: sum("toTarget") };
}

/** One that is closed and does not say so. */
function unbroken(connection: Connection | undefined): number {
  return connection === undefined || connection.broken.aborted ? 0 : 1;
}
