/** Every code a {@link UsageError} can carry. */
export type UsageErrorCode =
  | "ERR_UNKNOWN_OPTION"
  | "ERR_UNKNOWN_COMMAND"
  | "ERR_MISSING_COMMAND"
  | "ERR_MISSING_OPTION"
  | "ERR_MISSING_ARGUMENT"
  | "ERR_MISSING_VALUE"
  | "ERR_EXCESS_ARGUMENT"
  | "ERR_CONFLICTING_OPTIONS"
  | "ERR_INVALID_VALUE"
  | "ERR_INVALID_ADDRESS"
  | "ERR_INVALID_UUID"
  | "ERR_INVALID_DURATION"
  | "ERR_INVALID_NUMBER"
  | "ERR_FILE_UNREADABLE"
  | "ERR_SECRET_MISSING"
  | "ERR_SECRET_INVALID"
  | "ERR_USAGE";

/**
 * The command was called wrongly: exit code 2, whatever table the app hands in. The message says
 * what is wrong, with which value, and what to write instead.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code: UsageErrorCode;

  constructor(code: UsageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
