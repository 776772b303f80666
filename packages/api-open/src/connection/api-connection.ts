import { Admin, type HostPort } from "@holdfast/facades";
import type { ApiInfo, ControllerTag, ModelTag, Tag } from "@holdfast/names";
import type { CallPeer } from "@holdfast/rpc/client";
import { type Clock, onAbort } from "@holdfast/ports";
import { NotLoggedInError } from "../errors.js";
import { isLoginResult, type LoginSession, readLoginResult } from "../login/login-result.js";
import type { ApiCall } from "../contract/api-caller.js";
import type { Connection } from "../contract/connection.js";
import { Heartbeat, ping } from "./heartbeat.js";
import type { ApiStream, StreamOptions } from "../contract/api-stream.js";

const nothingAnnounced: ReadonlyMap<string, readonly number[]> = new Map();

/** The streams beside a connection, ended with it. */
export interface StreamSource {
  connect(path: string, options: StreamOptions, broken: AbortSignal): Promise<ApiStream>;
  close(): Promise<void>;
  destroy(): void;
}

/** What a connection is made of. */
export interface ConnectionParts {
  readonly peer: CallPeer;
  readonly address: string;
  readonly ipAddr: string | undefined;
  readonly isProxied: boolean;
  /** Undefined where nobody has logged in yet. */
  readonly session: LoginSession | undefined;
  readonly info: ApiInfo;
  readonly heartbeat: {
    readonly clock: Clock;
    readonly pingPeriod: number;
    readonly pingTimeout: number;
  };
  readonly streams: StreamSource;
}

/**
 * A connection with its heartbeat and its streams.
 *
 *   anonymous ──an Admin call is answered by a login result──► logged in (at once, but for skipLogin)
 */
export class ApiConnection implements Connection {
  readonly addr: string;
  readonly ipAddr: string | undefined;
  readonly isProxied: boolean;
  readonly #peer: CallPeer;
  readonly #parts: ConnectionParts;
  readonly #streams: StreamSource;
  readonly #broken = new AbortController();
  #session: LoginSession | undefined;
  /** None before a login: there is no Pinger to ask. */
  #heartbeat: Heartbeat | undefined;

  constructor(parts: ConnectionParts) {
    const { peer, session } = parts;
    this.addr = parts.address;
    this.isProxied = parts.isProxied;
    this.ipAddr = parts.ipAddr;
    this.#peer = peer;
    this.#parts = parts;
    this.#streams = parts.streams;
    if (session !== undefined) this.#begin(session);
    onAbort(peer.closed, () => this.#end(peer.closed.reason));
  }

  get modelTag(): ModelTag | undefined {
    return this.#session === undefined ? this.#parts.info.modelTag : this.#session.modelTag;
  }

  get controllerTag(): ControllerTag | undefined {
    return this.#session?.controllerTag;
  }

  get authTag(): Tag | undefined {
    return this.#session?.authTag;
  }

  get serverVersion(): string | undefined {
    return this.#session?.serverVersion;
  }

  get publicDnsName(): string | undefined {
    return this.#session?.publicDnsName;
  }

  get controllerAccess(): string | undefined {
    return this.#session?.controllerAccess;
  }

  get apiHostPorts(): readonly (readonly HostPort[])[] {
    return this.#session?.servers ?? [];
  }

  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  get facades(): ReadonlyMap<string, readonly number[]> {
    return this.#session?.facades.announced ?? nothingAnnounced;
  }

  bestFacadeVersion(facade: string): number {
    return this.#session?.facades.best(facade) ?? 0;
  }

  async call(request: ApiCall): Promise<unknown> {
    const { facade, id, method, params, signal, timeout } = request;
    const version = request.version ?? this.bestFacadeVersion(facade);
    const ask = { facade, version, id, method, params };
    const answer = await this.#peer.call(ask, { signal, timeout });
    if (this.#session === undefined && facade === Admin.name && isLoginResult(answer)) {
      this.#begin(readLoginResult(answer, this.#parts.info, this.addr));
    }
    return answer;
  }

  async connectStream(path: string, options: StreamOptions = {}): Promise<ApiStream> {
    if (this.#session === undefined) {
      throw new NotLoggedInError("cannot use ConnectStream without logging in");
    }
    return this.#streams.connect(path, options, this.broken);
  }

  async isBroken(): Promise<boolean> {
    if (this.broken.aborted || this.#session === undefined) return this.broken.aborted;
    return !(await ping(this.#peer, this.#parts.heartbeat.pingTimeout));
  }

  async close(): Promise<void> {
    this.#heartbeat?.[Symbol.dispose]();
    await Promise.all([this.#streams.close(), this.#peer.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Somebody is logged in from now on. */
  #begin(session: LoginSession): void {
    this.#session = session;
    const { clock, pingPeriod: period, pingTimeout: timeout } = this.#parts.heartbeat;
    if (period === 0 || this.#peer.closed.aborted) return;
    this.#heartbeat = new Heartbeat({ peer: this.#peer, clock, period, timeout });
  }

  #end(reason: unknown): void {
    this.#heartbeat?.[Symbol.dispose]();
    this.#streams.destroy();
    this.#broken.abort(reason);
  }
}
