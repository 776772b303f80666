import type { ControllerTag, ModelTag, Tag } from "@holdfast/names";
import type { ApiStream, StreamOptions } from "./api-stream.js";

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
  /** What the controller offers on this connection, as it announced it: versions by facade. */
  readonly facades: ReadonlyMap<string, readonly number[]>;
  /**
   * The greatest version that the controller offers here and this client knows; 0 without any. Of a
   * facade that this client knows nothing of, the greatest that the controller offers.
   */
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
