/** Every code of this package. */
export type FaultProxyErrorCode =
  /** A wait for bytes that will not come: the connection has ended. */
  | "ERR_CONNECTION_ENDED"
  /** A wait for a connection that will not come: the proxy is closed. */
  | "ERR_PROXY_CLOSED";

/** A wait that cannot be satisfied any more. */
export class FaultProxyError extends Error {
  readonly code: FaultProxyErrorCode;

  constructor(code: FaultProxyErrorCode, message: string) {
    super(message);
    this.name = "FaultProxyError";
    this.code = code;
  }
}
