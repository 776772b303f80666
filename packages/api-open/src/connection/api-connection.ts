import { Admin, type HostPort } from "@holdfast/facades";
import { type ControllerTag, formatHostPort, type ModelTag, type Tag } from "@holdfast/names";
import type { RpcPeer } from "@holdfast/rpc";
import { onAbort } from "@holdfast/ports";
import type { DialResult } from "../dial/dial.js";
import { NotLoggedInError } from "../errors.js";
import { isLoginResult, type LoginSession, readLoginResult } from "../login/login-result.js";
import type { ApiCall } from "../contract/api-caller.js";
import type { Connection } from "../contract/connection.js";
import { Heartbeat, ping } from "./heartbeat.js";
import type { ApiStream, StreamOptions } from "../contract/api-stream.js";
import { type OpenedBy, Streams } from "../streams/streams.js";

const nothingAnnounced: ReadonlyMap<string, readonly number[]> = new Map();

/**
 * A connection with its heartbeat and its streams.
 *
 *   anonymous ──an Admin call is answered by a login result──► logged in (at once, but for skipLogin)
 */
export class ApiConnection implements Connection {
  readonly addr: string;
  readonly ipAddr: string | undefined;
  readonly isProxied: boolean;
  readonly #peer: RpcPeer;
  readonly #openedBy: OpenedBy;
  readonly #streams: Streams;
  readonly #broken = new AbortController();
  #session: LoginSession | undefined;
  /** None before a login: there is no Pinger to ask. */
  #heartbeat: Heartbeat | undefined;

  /** @param session - undefined where nobody has logged in yet */
  constructor(dialled: DialResult, session: LoginSession | undefined, openedBy: OpenedBy) {
    const { peer, target } = dialled;
    this.addr = target.address;
    this.isProxied = target.proxy !== undefined;
    this.ipAddr = this.isProxied ? undefined : formatHostPort(target.endpoint);
    this.#peer = peer;
    this.#openedBy = openedBy;
    this.#streams = new Streams(target, openedBy);
    if (session !== undefined) this.#begin(session);
    onAbort(peer.closed, () => this.#end(peer.closed.reason));
  }

  get modelTag(): ModelTag | undefined {
    return this.#session === undefined ? this.#openedBy.info.modelTag : this.#session.modelTag;
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
      this.#begin(readLoginResult(answer, this.#openedBy.info, this.addr));
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
    return !(await ping(this.#peer, this.#openedBy.settings.pingTimeout));
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
    const { clock, pingPeriod: period, pingTimeout: timeout } = this.#openedBy.settings;
    if (period === 0 || this.#peer.closed.aborted) return;
    this.#heartbeat = new Heartbeat({ peer: this.#peer, clock, period, timeout });
  }

  #end(reason: unknown): void {
    this.#heartbeat?.[Symbol.dispose]();
    this.#streams.destroy();
    this.#broken.abort(reason);
  }
}
