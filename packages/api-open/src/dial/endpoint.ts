import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { type ApiInfo, formatHostPort } from "@holdfast/names";
import { Deadline, DeadlineReached } from "./deadline.js";
import { orAborted } from "./or-aborted.js";
import { CertificateError, ConnectError, type DialError, DialTimeoutError } from "./dial-errors.js";
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

/** What every step of connecting needs to know. */
export interface DialContext {
  readonly info: ApiInfo;
  readonly settings: DialSettings;
  readonly signal: AbortSignal;
}

/**
 * Connects to one place, once: TCP or a proxy, TLS, WebSocket.
 *
 * Rejects with a DialError, or the signal's reason.
 */
export async function connectTo<T>(
  target: Target,
  endpoint: Endpoint<T>,
  context: DialContext,
): Promise<T> {
  const { settings, signal } = context;
  using limit = new Deadline(HANDSHAKE_TIMEOUT, settings.clock, signal);
  try {
    const stream = await believe(target, { ...context, signal: limit.signal });
    const { maxMessageBytes } = settings;
    const url = `wss://${target.address}${endpoint.path}`;
    const request = { ...endpoint, url, target: target.address, maxMessageBytes };
    return await upgrade(stream, { ...request, signal: limit.signal }, endpoint.adopt);
  } catch (error) {
    // Our own limit, not one of the caller's, which the signal's reason then is.
    if (signal.aborted || !(error instanceof DeadlineReached)) throw error;
    throw new DialTimeoutError(target.address, error.ms);
  }
}

/** A stream whose other end has proved what it must prove. */
async function believe(target: Target, context: DialContext): Promise<Duplex> {
  const { info, settings, signal } = context;
  const [first, ...rest] = trustsFor(info, settings, target.host);
  const at = { target: targetKey(target), sessions: settings.sessions, signal };
  try {
    return await tlsHandshake(await connect(target, context), first, at);
  } catch (error) {
    const [next] = rest;
    if (!(error instanceof CertificateError) || next === undefined) throw error;
    return await believeInstead(error, async () =>
      tlsHandshake(await connect(target, context), next, at),
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

async function connect(target: Target, { settings, signal }: DialContext): Promise<Duplex> {
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
    throw new ConnectError(formatHostPort(target.endpoint), { cause });
  }
}
