import type { Clock, Logger } from "@holdfast/ports";
import type { WebSocket } from "ws";
import type { RpcObserver } from "./observer.js";
import type { RequestHandler } from "./request-handler.js";

export interface RpcPeerOptions {
  /** An open socket of `ws`, best made with `peerSocketOptions`; the peer owns it from now on. */
  readonly socket: WebSocket;
  /** Answers the other side's requests; without it each is answered with `no service`. */
  readonly handler?: RequestHandler | undefined;
  /** The longest frame taken or sent, in bytes: 16 MiB. */
  readonly maxFrameBytes?: number | undefined;
  /** Bytes waiting to be sent above which calls wait, and requests are held back: 1 MiB. */
  readonly maxBufferedBytes?: number | undefined;
  /** ms in which nothing is taken, while calls wait, before the peer counts as dead: 60,000. */
  readonly stallTimeout?: number | undefined;
  /** Calls that may be in flight or waiting at once: 65,536. */
  readonly maxCalls?: number | undefined;
  /** Requests that may be served at once; one more is answered with `try again`: 10,000. */
  readonly maxServing?: number | undefined;
  /**
   * Bytes of the requests that may be served at once, one more is answered with `try again`; and of
   * those that may be held back, after which no more is read. Each counts for its frame and 256 bytes
   * more. One alone is always served: as `maxFrameBytes`.
   */
  readonly maxServingBytes?: number | undefined;
  /** ms that `close` gives the running handlers and the other side, together: 5,000. */
  readonly closeTimeout?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  readonly observer?: RpcObserver | undefined;
}

/**
 * Why we close, in WebSocket's numbers: 1000 done, 1001 going away, 1008 against the rules, 1011 a
 * fault of ours, 1012 restarting, 1013 try again later.
 */
export type CloseCode = 1000 | 1001 | 1008 | 1011 | 1012 | 1013;

/** What the Close frame says; it is empty without a code, as Juju's is. */
export interface CloseOptions {
  readonly code: CloseCode;
  /** A few words: what is over 123 bytes, as UTF-8, is cut off. */
  readonly reason?: string | undefined;
}

/** What passes through a peer, now. */
export interface RpcPeerStatus {
  /** Calls in flight or waiting to be sent. */
  readonly calls: number;
  /** Requests being served or held back. */
  readonly serving: number;
  /** Bytes that wait to be sent. */
  readonly bufferedBytes: number;
}
