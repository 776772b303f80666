/** Why no clients were made. */
export type GenerateErrorCode =
  /** The file cannot be read, or is not JSON. */
  | "ERR_SCHEMA_FILE"
  /** The file does not describe a controller's facades. */
  | "ERR_SCHEMA_SHAPE"
  /** No facade is described as it was asked for. */
  | "ERR_SCHEMA_FACADE"
  /** A file that was not made by this command is where one would be written. */
  | "ERR_GENERATE_FOREIGN"
  /** The clients are not what the schema says now. */
  | "ERR_GENERATE_STALE"
  /** The arguments make no sense. */
  | "ERR_GENERATE_USAGE";

/** The message names the file, and the place in it. */
export class GenerateError extends Error {
  override readonly name = "GenerateError";
  readonly code: GenerateErrorCode;

  constructor(code: GenerateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
