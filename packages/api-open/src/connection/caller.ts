import type { HostPort } from "@holdfast/facades";
import type { ControllerTag, ModelTag, Tag } from "@holdfast/names";
import type { ApiInfo } from "@holdfast/names";
import type { DialOptions } from "../dial/dial-options.js";
import type { ApiStream, StreamOptions } from "./stream.js";

/** One call. */
export interface ApiCall {
  facade: string;
  /** The best that both sides know where it is left out. */
  version?: number;
  /** The object that is asked, such as a watcher. */
  id?: string;
  method: string;
  params?: unknown;
  /** Abandons the call; the controller goes on with it, since the protocol cannot say otherwise. */
  signal?: AbortSignal | undefined;
  /** ms to wait for the answer; as long as the connection lives where it is left out. */
  timeout?: number | undefined;
}

/** The part of a connection that cannot close it: what an agent's workers are given. */
export interface ApiCaller {
  /**
   * Asks the controller. Never tried again by itself.
   *
   * Rejects with `ApiError` (the controller answered with an error), the reason of `broken` (the
   * connection ended meanwhile), `CallTimeoutError`, or the signal's reason.
   */
  call(request: ApiCall): Promise<unknown>;
  /** The greatest version that the controller offers here and this client knows; 0 without any. */
  bestFacadeVersion(facade: string): number;
  /** Undefined on a connection to the controller alone. */
  readonly modelTag: ModelTag | undefined;
  readonly controllerTag: ControllerTag | undefined;
  /** As whom we are logged in. */
  readonly authTag: Tag | undefined;
  readonly serverVersion: string | undefined;
  /** Aborted, with the reason, when the connection is gone: by whichever side, or by silence. */
  readonly broken: AbortSignal;
  /**
   * Opens one of the controller's streams, such as `/logsink`, which is a connection of its own with
   * the same credentials. It ends with this connection.
   *
   * Rejects with `NotLoggedInError`, `StreamError`, `ApiError` or a `DialError`.
   */
  connectStream(path: string, options?: StreamOptions): Promise<ApiStream>;
}

/** An authenticated connection to a controller. Whoever holds it closes it. */
export interface Connection extends ApiCaller, AsyncDisposable {
  /** The address that answered, as it was configured: `host:port`. */
  readonly addr: string;
  /** The address that was connected to; undefined through a proxy, which resolves names itself. */
  readonly ipAddr: string | undefined;
  /** Where the controller says it listens, one list for each machine, what answered first. */
  readonly apiHostPorts: readonly (readonly HostPort[])[];
  readonly publicDnsName: string | undefined;
  /** What a user may do with the controller; undefined for agents. */
  readonly controllerAccess: string | undefined;
  readonly isProxied: boolean;
  /**
   * Whether the connection is gone; asks the controller, with a ping, where nothing says so yet and
   * somebody is logged in.
   */
  isBroken(): Promise<boolean>;
  /**
   * Ends the connection; once it resolves, no timer, socket or listener is left of it. Calls in
   * flight are rejected. Never rejects; may be called any number of times.
   */
  close(): Promise<void>;
}

/**
 * Opens a connection, logged in. Durations in the options are in ms; the signal interrupts every step.
 *
 * Rejects with `InvalidApiInfoError`; a `DialError` (`CertificateError` where trying again is of no
 * use); `LoginTimeoutError`, `LoginReplyError`, or how the connection ended while logging in; `ApiError` where the controller refused the login,
 * of which `RedirectError` and `DischargeRequiredError` are two; or the signal's reason.
 */
export type OpenFunc = (
  info: ApiInfo,
  options: DialOptions,
  signal?: AbortSignal,
) => Promise<Connection>;
