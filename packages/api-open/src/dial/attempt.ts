import type { Duplex } from "node:stream";
import { sleep } from "@holdfast/ports";
import type { WebSocket } from "ws";
import { joinAddress } from "../address.js";
import type { ApiInfo } from "../api-info.js";
import { Deadline, DeadlineReached, orAborted } from "./deadline.js";
import { CertificateError, ConnectError, DialTimeoutError, type DialError } from "./dial-errors.js";
import type { DialSettings } from "./dial-options.js";
import { connectThroughProxy } from "./proxy-tunnel.js";
import { type Target, targetKey } from "./target.js";
import { tlsHandshake } from "./tls-handshake.js";
import { trustsFor } from "./tls-trust.js";
import { upgrade, type UpgradeRequest } from "./web-socket.js";

/** What an unresponsive place may take in all, ms, where nothing else limits it. (Juju's.) */
const HANDSHAKE_TIMEOUT = 45_000;

/** What to ask of a place, and what to make of the socket, in the turn in which it opens. */
export interface Endpoint<T> {
  /** Begins with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly refusal?: NonNullable<UpgradeRequest["refusal"]>;
  readonly adopt: (socket: WebSocket) => T;
}

/**
 * Connects to one place: TCP or a proxy, TLS, WebSocket. With a `retryDelay` it goes on until it
 * succeeds or time is over, save for a certificate that is wrong: that does not mend itself. Each
 * failure that is not final is handed to `failed`.
 *
 * Rejects with a DialError, or the signal's reason.
 */
export async function attempt<T>(
  target: Target,
  endpoint: Endpoint<T>,
  context: {
    readonly info: ApiInfo;
    readonly settings: DialSettings;
    readonly signal: AbortSignal;
    readonly failed: (error: Error) => void;
  },
): Promise<T> {
  const { settings, signal, failed } = context;
  const { clock, retryDelay } = settings;
  const limited = settings.timeout > 0 || settings.dialTimeout > 0;
  for (;;) {
    const started = clock.now();
    try {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other is the point
      return await tryOnce(target, endpoint, context);
    } catch (error) {
      const final = signal.aborted || error instanceof CertificateError;
      if (final || retryDelay === 0 || !limited || !(error instanceof Error)) throw error;
      failed(error);
    }
    // oxlint-disable-next-line no-await-in-loop
    await sleep(Math.max(0, started + retryDelay - clock.now()), { clock, signal });
  }
}

async function tryOnce<T>(
  target: Target,
  endpoint: Endpoint<T>,
  context: Parameters<typeof attempt<T>>[2],
): Promise<T> {
  const { info, settings, signal } = context;
  using limit = new Deadline(HANDSHAKE_TIMEOUT, settings.clock, signal);
  try {
    const stream = await believe(target, info, settings, limit.signal);
    const url = `wss://${target.address}${endpoint.path}`;
    const request = { ...endpoint, url, target: target.address, signal: limit.signal };
    return await upgrade(
      stream,
      { ...request, maxFrameBytes: settings.maxFrameBytes },
      endpoint.adopt,
    );
  } catch (error) {
    // Our own limit, not one of the caller's, which the signal's reason then is.
    if (signal.aborted || !(error instanceof DeadlineReached)) throw error;
    throw new DialTimeoutError(target.address, error.ms);
  }
}

/** A stream whose other end has proved what it must prove. */
async function believe(
  target: Target,
  info: ApiInfo,
  settings: DialSettings,
  signal: AbortSignal,
): Promise<Duplex> {
  const [first, ...rest] = trustsFor(info, settings, target.host);
  const at = { target: targetKey(target), sessions: settings.sessions, signal };
  try {
    return await tlsHandshake(await connect(target, settings, signal), first, at);
  } catch (error) {
    const [next] = rest;
    if (!(error instanceof CertificateError) || next === undefined) throw error;
    return await believeInstead(error, async () =>
      tlsHandshake(await connect(target, settings, signal), next, at),
    );
  }
}

/** The second try at once, with other roots; where it fails too the first failure is what counts. */
async function believeInstead(first: DialError, again: () => Promise<Duplex>): Promise<Duplex> {
  try {
    return await again();
  } catch (error) {
    if (error instanceof Error) first.others = [error];
    throw first;
  }
}

async function connect(
  target: Target,
  settings: DialSettings,
  signal: AbortSignal,
): Promise<Duplex> {
  if (target.proxy !== undefined) {
    return connectThroughProxy(target.proxy, target.endpoint, signal);
  }
  const connecting = settings.dialler.connect(target.endpoint, signal);
  try {
    // A dialler that does not hear its signal must not hold us up; what it brings then is in vain.
    return await orAborted(connecting, signal);
  } catch (cause) {
    if (signal.aborted) void connecting.then((late) => late.destroy()).catch(() => undefined);
    signal.throwIfAborted();
    throw new ConnectError(joinAddress(target.endpoint), { cause });
  }
}
