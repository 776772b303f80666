/** Why no package was made. */
export type CreateErrorCode =
  /** npm would not take that name for a package. */
  | "ERR_CREATE_NAME"
  /** There is something at that place already. */
  | "ERR_CREATE_EXISTS"
  /** The arguments make no sense. */
  | "ERR_CREATE_USAGE";

export class CreateError extends Error {
  override readonly name = "CreateError";
  readonly code: CreateErrorCode;

  constructor(code: CreateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
