/** What can be wrong with a module of workers. All are mistakes of configuration or of the module. */
export type WorkersErrorCode =
  /** No package or file of that name is there. */
  | "ERR_WORKERS_NOT_FOUND"
  /** There is a module, and it is none of workers; or a worker's name is taken, or it needs itself. */
  | "ERR_WORKERS_INVALID"
  /** It was written for another version of the contract. */
  | "ERR_WORKERS_VERSION"
  /** Its options do not fit its schema, or are no JSON. */
  | "ERR_WORKERS_OPTIONS"
  /** It threw, while it was loaded or asked for its workers. */
  | "ERR_WORKERS_FAILED";

/** A module of workers cannot be used; the agent does not start with half of its workers. */
export class WorkersError extends Error {
  override readonly name = "WorkersError";
  readonly code: WorkersErrorCode;

  constructor(code: WorkersErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
