import type { Clock, Logger } from "@holdfast/ports";
import type { WebSocket } from "ws";
import type { RpcObserver } from "./observer.js";
import type { RequestHandler } from "./request-handler.js";

export interface RpcPeerOptions {
  /** An open socket of `ws`, best made with `peerSocketOptions`; the peer owns it from now on. */
  readonly socket: WebSocket;
  /** Answers the other side's requests; without it each is answered with `no service`. */
  readonly handler?: RequestHandler | undefined;
  /** The longest message that is accepted or sent, in bytes: 16 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** Bytes waiting to be sent above which new calls and incoming requests are queued: 1 MiB. */
  readonly maxBufferedBytes?: number | undefined;
  /** ms without a byte accepted by a congested peer before it counts as dead: 60,000. */
  readonly stallTimeout?: number | undefined;
  /** Calls that may be in flight or queued at once: 65,536. */
  readonly maxCalls?: number | undefined;
  /** Requests that may be served concurrently; further ones are answered with `try again`: 10,000. */
  readonly maxServing?: number | undefined;
  /**
   * Bytes of the requests that may be served concurrently, above which further ones are answered with
   * `try again`; and bytes of the requests that may be queued, above which reading stops. Each counts
   * as its message and 256 bytes more. A single request is always served. Default: `maxMessageBytes`.
   */
  readonly maxServingBytes?: number | undefined;
  /**
   * Runs what reads one message and starts to serve it, at once or later, in the order in which it is
   * given: for a server that shares its time among many peers. At once where it is left out.
   */
  readonly turn?: ((read: () => void) => void) | undefined;
  /** Bytes of messages that wait for their `turn`, above which reading stops: 64 KiB. */
  readonly maxWaitingBytes?: number | undefined;
  /** ms that `close` allows the running handlers and the peer's Close frame together: 5,000. */
  readonly closeTimeout?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  readonly observer?: RpcObserver | undefined;
}

/**
 * A WebSocket close code: 1000 normal, 1001 going away, 1008 policy violation, 1011 internal error,
 * 1012 service restart, 1013 try again later.
 */
export type CloseCode = 1000 | 1001 | 1008 | 1011 | 1012 | 1013;

/** The contents of the Close frame; without them it is empty, as Juju's is. */
export interface CloseOptions {
  readonly code: CloseCode;
  /** Cut off after 123 bytes of UTF-8. */
  readonly reason?: string | undefined;
}

/** The load of a peer at this moment. */
export interface RpcPeerStatus {
  /** Calls in flight or queued. */
  readonly calls: number;
  /** Requests being served or queued. */
  readonly serving: number;
  /** Bytes that wait to be sent. */
  readonly bufferedBytes: number;
}
