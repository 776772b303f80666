/** What can be wrong with a controller or a command to it: the closed list of this package. */
export type ControllerErrorCode =
  | "ERR_DATA_DIR"
  | "ERR_DATA_DIR_IN_USE"
  | "ERR_FILE_UNTRUSTED"
  | "ERR_FILE_NO_SPACE"
  | "ERR_FILE_READ_ONLY"
  | "ERR_FILE_PERMISSION"
  | "ERR_FILE_IO"
  | "ERR_FILE_BUSY"
  | "ERR_NOT_INITIALISED"
  | "ERR_STATE"
  | "ERR_STORE_URL"
  | "ERR_STORE_UNAVAILABLE"
  | "ERR_STORE_OUTCOME"
  | "ERR_BACKUP"
  | "ERR_CA_KEY"
  | "ERR_CA_NOT_LEARNT"
  | "ERR_LISTEN_ADDRESS"
  | "ERR_LISTEN"
  | "ERR_PORT_IN_USE"
  | "ERR_NOT_FOUND"
  | "ERR_ALREADY_EXISTS"
  | "ERR_NOT_VALID";

/**
 * The codes that say the operator asked for something impossible, rather than that work failed. A port
 * that another has, an address that the machine does not have yet, another controller on the directory, a
 * full disk: all these pass without an edit, so that a supervisor is to try again.
 */
export const USAGE_CODES: readonly ControllerErrorCode[] = [
  "ERR_DATA_DIR",
  "ERR_FILE_UNTRUSTED",
  "ERR_FILE_PERMISSION",
  "ERR_NOT_INITIALISED",
  "ERR_STORE_URL",
  "ERR_CA_KEY",
  "ERR_CA_NOT_LEARNT",
  "ERR_LISTEN_ADDRESS",
  "ERR_NOT_FOUND",
  "ERR_ALREADY_EXISTS",
  "ERR_NOT_VALID",
];

/**
 * A failure of the controller itself, for the operator's eyes. What a client did wrong is answered
 * on the wire instead, as an `ApiError` of `@holdfast/rpc`.
 */
export class ControllerError extends Error {
  override readonly name = "ControllerError";
  readonly code: ControllerErrorCode;

  constructor(code: ControllerErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
