/**
 * The other side answered a call with an error; thrown by a request handler, it is the answer given.
 * Text and code are the answering side's own (Juju's codes: 'unauthorized access', 'try again', …).
 */
export class ApiError extends Error {
  /** The answering side's own word; '' where it gave none. */
  readonly code: string;
  /** What came along, in the shape that the code calls for; undefined where nothing did. */
  readonly info: unknown;

  constructor(message: string, options: { code: string; info?: unknown; cause?: unknown }) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "ApiError";
    this.code = options.code;
    this.info = options.info;
  }
}
