/** The codes of this package's own errors; an `ApiError` has the peer's code instead. */
export type RpcErrorCode =
  | "ERR_CALL_TIMEOUT"
  | "ERR_CONNECTION_LOST"
  | "ERR_CONNECTION_SHUTDOWN"
  | "ERR_MESSAGE_TOO_LARGE"
  | "ERR_INVALID_SOCKET"
  | "ERR_RPC_PROTOCOL"
  | "ERR_TOO_MANY_CALLS"
  | "ERR_UNENCODABLE";

/** The base class of this package's own errors; `code` tells them apart. */
export abstract class RpcError extends Error {
  abstract readonly code: RpcErrorCode;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * The connection has ended in good order: we closed it, or the peer did (close code 1000, 1001 or
 * 1005, or the end of the stream, which Juju counts among them). What is in flight then, and every
 * later call, rejects with this; the `cause` of a later call is how the connection ended.
 */
export class ShutdownError extends RpcError {
  readonly code = "ERR_CONNECTION_SHUTDOWN";
  /** Who ended it. */
  readonly by: "peer" | "us";

  constructor(by: "peer" | "us", options?: { cause?: unknown }) {
    super(
      by === "us"
        ? "connection is shut down: it was closed on this side"
        : "connection is shut down: the peer closed it",
      options,
    );
    this.by = by;
  }
}

/** The connection broke: a reset, a transport failure, or a close code that means an error. */
export class ConnectionLostError extends RpcError {
  readonly code = "ERR_CONNECTION_LOST";
  /** The close code of the peer's Close frame, where it had one. */
  readonly closeCode: number | undefined;

  constructor(message: string, options?: { cause?: unknown; closeCode?: number }) {
    super(message, options);
    this.closeCode = options?.closeCode;
  }
}

/** The peer violated the protocol; the connection was ended for it. */
export class ProtocolError extends RpcError {
  readonly code = "ERR_RPC_PROTOCOL";
  /** The close code that was sent to the peer. */
  readonly closeCode: number;

  constructor(message: string, options: { cause?: unknown; closeCode: number }) {
    super(message, options);
    this.closeCode = options.closeCode;
  }
}

/** No reply came in the time that the call allowed. The peer may still carry the call out. */
export class CallTimeoutError extends RpcError {
  readonly code = "ERR_CALL_TIMEOUT";

  constructor(what: string, ms: number) {
    super(`no reply to ${what} within ${ms} ms; the peer may still carry it out`);
  }
}

/** More calls are in flight or waiting on this connection than it allows; nothing was sent. */
export class TooManyCallsError extends RpcError {
  readonly code = "ERR_TOO_MANY_CALLS";

  constructor(limit: number) {
    super(`${limit} calls wait for their replies on this connection already; await some of them`);
  }
}

/** A request over the limit for one message; nothing was sent, the connection stays open. */
export class MessageTooLargeError extends RpcError {
  readonly code = "ERR_MESSAGE_TOO_LARGE";

  constructor(what: string, bytes: number, limit: number) {
    super(
      `${what} takes ${bytes} bytes, over the limit of ${limit} for one message; send less at once`,
    );
  }
}

/** Something that JSON cannot say (a cycle, a bigint); nothing was sent, the connection stays open. */
export class UnencodableError extends RpcError {
  readonly code = "ERR_UNENCODABLE";

  constructor(what: string, options: { cause: unknown }) {
    super(`${what} cannot be written as JSON`, options);
  }
}

/** The socket handed in cannot carry a peer: it is not open, or not one of the `ws` library. */
export class InvalidSocketError extends RpcError {
  readonly code = "ERR_INVALID_SOCKET";
}
