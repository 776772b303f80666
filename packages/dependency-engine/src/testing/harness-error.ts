/** The codes of what a test of an engine fails with. */
export type HarnessErrorCode =
  /** The engine has ended, and something that it, or a worker, began has not. */
  | "ERR_LEAK"
  /** No virtual time makes what is waited for come. */
  | "ERR_NEVER_SETTLES";

/** An engine in a test did not do what every engine must. */
export class HarnessError extends Error {
  readonly code: HarnessErrorCode;
  override get name(): string {
    return "HarnessError";
  }

  constructor(code: HarnessErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
