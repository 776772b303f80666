/** What can go wrong here, as codes that scripts may rely on. */
export type OneMachineErrorCode =
  | "ERR_PROCESS_ENDED"
  | "ERR_COMMAND_FAILED"
  | "ERR_NOT_SETTLED"
  | "ERR_DATA_DIR";

/** What went wrong on the way to one machine at work. */
export class OneMachineError extends Error {
  override readonly name: string = "OneMachineError";
  readonly code: OneMachineErrorCode;

  constructor(code: OneMachineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A process that was to stay up has ended. */
export class ProcessEndedError extends OneMachineError {
  override readonly name: string = "ProcessEndedError";
  /** What it exited with; undefined where a signal ended it. */
  readonly exitCode: number | undefined;

  constructor(what: string, how: { exitCode: number | null; signal: NodeJS.Signals | null }) {
    const end =
      how.signal === null ? `exited with code ${how.exitCode}` : `was ended by ${how.signal}`;
    super("ERR_PROCESS_ENDED", `${what} ${end}`);
    this.exitCode = how.exitCode ?? undefined;
  }
}
