import type { HostPort } from "@holdfast/facades";
import { type ControllerTag, formatHostPort, type ModelTag, type Tag } from "@holdfast/names";
import type { RpcPeer } from "@holdfast/rpc";
import type { ApiInfo } from "@holdfast/names";
import { onAbort } from "@holdfast/ports";
import type { DialSettings } from "../dial/dial-options.js";
import type { DialResult } from "../dial/dial.js";
import type { LoginSession } from "../login/login-result.js";
import type { ApiCall } from "../contract/api-caller.js";
import type { Connection } from "../contract/connection.js";
import { Heartbeat, ping } from "./heartbeat.js";
import type { ApiStream, StreamOptions } from "../contract/api-stream.js";
import { Streams } from "../streams/streams.js";

/** A connection that is logged in, with its heartbeat and its streams. */
export class ApiConnection implements Connection {
  readonly addr: string;
  readonly ipAddr: string | undefined;
  readonly isProxied: boolean;
  readonly #peer: RpcPeer;
  readonly #session: LoginSession;
  /** Undefined before a login: there is no Pinger to ask. */
  readonly #pingTimeout: number | undefined;
  readonly #heartbeat: Heartbeat | undefined;
  readonly #streams: Streams;
  readonly #broken = new AbortController();

  constructor(dialled: DialResult, session: LoginSession, info: ApiInfo, settings: DialSettings) {
    const { peer, target } = dialled;
    this.addr = target.address;
    this.isProxied = target.proxy !== undefined;
    this.ipAddr = this.isProxied ? undefined : formatHostPort(target.endpoint);
    this.#peer = peer;
    this.#session = session;
    this.#streams = new Streams(target, info, settings);
    const { clock, pingPeriod: period, pingTimeout: timeout } = settings;
    this.#pingTimeout = info.skipLogin === true ? undefined : timeout;
    this.#heartbeat =
      info.skipLogin === true || period === 0
        ? undefined
        : new Heartbeat({ peer, clock, period, timeout });
    onAbort(peer.closed, () => this.#end(peer.closed.reason));
  }

  get modelTag(): ModelTag | undefined {
    return this.#session.modelTag;
  }

  get controllerTag(): ControllerTag | undefined {
    return this.#session.controllerTag;
  }

  get authTag(): Tag | undefined {
    return this.#session.authTag;
  }

  get serverVersion(): string | undefined {
    return this.#session.serverVersion;
  }

  get publicDnsName(): string | undefined {
    return this.#session.publicDnsName;
  }

  get controllerAccess(): string | undefined {
    return this.#session.controllerAccess;
  }

  get apiHostPorts(): readonly (readonly HostPort[])[] {
    return this.#session.servers;
  }

  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  get facades(): ReadonlyMap<string, readonly number[]> {
    return this.#session.facades.announced;
  }

  bestFacadeVersion(facade: string): number {
    return this.#session.facades.best(facade);
  }

  call(request: ApiCall): Promise<unknown> {
    const { facade, id, method, params, signal, timeout } = request;
    const version = request.version ?? this.bestFacadeVersion(facade);
    return this.#peer.call({ facade, version, id, method, params }, { signal, timeout });
  }

  connectStream(path: string, options: StreamOptions = {}): Promise<ApiStream> {
    return this.#streams.connect(path, options, this.broken);
  }

  async isBroken(): Promise<boolean> {
    if (this.broken.aborted || this.#pingTimeout === undefined) return this.broken.aborted;
    return !(await ping(this.#peer, this.#pingTimeout));
  }

  async close(): Promise<void> {
    this.#heartbeat?.[Symbol.dispose]();
    await Promise.all([this.#streams.close(), this.#peer.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #end(reason: unknown): void {
    this.#heartbeat?.[Symbol.dispose]();
    this.#streams.destroy();
    this.#broken.abort(reason);
  }
}
