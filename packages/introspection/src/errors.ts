/** Every code of an {@link IntrospectionError}. */
export type IntrospectionErrorCode =
  /** Another live process serves this socket. */
  | "ERR_SOCKET_IN_USE"
  /** The path holds something that is no socket, or is longer than the system allows. */
  | "ERR_SOCKET_PATH"
  /** The folder is missing, or may not be written. */
  | "ERR_SOCKET_FOLDER"
  /** The TCP address does not parse, or is not of this machine alone. */
  | "ERR_TCP_ADDRESS"
  /** The TCP address cannot be had for now: its port is taken, say. */
  | "ERR_TCP_LISTEN"
  /** Nobody serves this socket: the agent is not running. */
  | "ERR_NOT_RUNNING"
  /** The socket belongs to another user. */
  | "ERR_REPORT_DENIED"
  /** No answer in time. */
  | "ERR_REPORT_TIMEOUT"
  /** The answer was no success; the message is the server's. */
  | "ERR_REPORT_REFUSED"
  /** The connection ended before the answer did, or something that is no HTTP came back. */
  | "ERR_REPORT_BROKEN";

/** Serving reports, or asking for one, failed. */
export class IntrospectionError extends Error {
  override readonly name = "IntrospectionError";
  readonly code: IntrospectionErrorCode;

  constructor(code: IntrospectionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
