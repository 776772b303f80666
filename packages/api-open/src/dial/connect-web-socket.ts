import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { type ApiInfo, formatHostPort } from "@holdfast/names";
import { Deadline, DeadlineReached } from "./deadline.js";
import { orAborted } from "./or-aborted.js";
import { CertificateError, ConnectError, type DialError, DialTimeoutError } from "./dial-errors.js";
import type { DialSettings } from "./dial-options.js";
import { connectThroughProxy } from "./proxy-tunnel.js";
import { type Target, targetKey } from "./resolve-targets.js";
import { tlsHandshake } from "./tls-handshake.js";
import { tlsTrustsFor } from "./tls-trust.js";
import { upgrade, type UpgradeRequest } from "./upgrade.js";

/** ms for TCP, TLS and WebSocket of one target together. (Juju's.) */
const HANDSHAKE_TIMEOUT = 45_000;

/** What to request from a target, and what to make of the WebSocket in the tick in which it opens. */
export interface WebSocketEndpoint<T> {
  /** Begins with a slash. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly refusal?: NonNullable<UpgradeRequest["refusal"]>;
  readonly adopt: (socket: WebSocket) => T;
}

/** What every step of connecting needs. */
export interface DialContext {
  readonly info: ApiInfo;
  readonly settings: DialSettings;
  readonly signal: AbortSignal;
}

/**
 * Connects to one target, once: TCP or a proxy, TLS, WebSocket.
 *
 * Rejects with a DialError, or the signal's reason.
 */
export async function connectWebSocket<T>(
  target: Target,
  endpoint: WebSocketEndpoint<T>,
  context: DialContext,
): Promise<T> {
  const { settings, signal } = context;
  using limit = new Deadline(HANDSHAKE_TIMEOUT, settings.clock, signal);
  try {
    const stream = await connectSecurely(target, { ...context, signal: limit.signal });
    const { maxMessageBytes } = settings;
    const url = `wss://${target.address}${endpoint.path}`;
    const request = { ...endpoint, url, target: target.address, maxMessageBytes };
    return await upgrade(stream, { ...request, signal: limit.signal }, endpoint.adopt);
  } catch (error) {
    // The limit above, not one of the caller's: that would be the signal's reason.
    if (signal.aborted || !(error instanceof DeadlineReached)) throw error;
    throw new DialTimeoutError(target.address, error.ms);
  }
}

/** A TLS stream to a peer whose certificate was verified. */
async function connectSecurely(target: Target, context: DialContext): Promise<Duplex> {
  const { info, settings, signal } = context;
  const [first, ...rest] = tlsTrustsFor(info, settings, target.host);
  const { observer } = settings;
  const expires = (at: number): void =>
    observer?.certificateSeen?.({ address: target.address, expires: at });
  const at = { target: targetKey(target), sessions: settings.sessions, signal, expires };
  try {
    return await tlsHandshake(await connectStream(target, context), first, at);
  } catch (error) {
    const [next] = rest;
    if (!(error instanceof CertificateError) || next === undefined) throw error;
    return await retryWithPublicRoots(error, async () =>
      tlsHandshake(await connectStream(target, context), next, at),
    );
  }
}

/** The second attempt, with public roots; where it fails too, the first failure is the one reported. */
async function retryWithPublicRoots(
  first: DialError,
  again: () => Promise<Duplex>,
): Promise<Duplex> {
  try {
    return await again();
  } catch (error) {
    if (error instanceof Error) first.others = [error];
    throw first;
  }
}

async function connectStream(target: Target, { settings, signal }: DialContext): Promise<Duplex> {
  if (target.proxy !== undefined) {
    return connectThroughProxy(target.proxy, target.endpoint, signal);
  }
  const connecting = settings.dialler.connect(target.endpoint, signal);
  try {
    // A dialler that ignores its signal is not waited for; a stream that it opens later is destroyed.
    return await orAborted(connecting, signal);
  } catch (cause) {
    if (signal.aborted) void connecting.then((late) => late.destroy()).catch(() => undefined);
    signal.throwIfAborted();
    throw new ConnectError(formatHostPort(target.endpoint), { cause });
  }
}
