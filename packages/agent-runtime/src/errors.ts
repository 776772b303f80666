/** Every code of this package's errors. */
export type AgentRuntimeErrorCode =
  | "ERR_STOP_OVERDUE"
  | "ERR_CHECK_CONFIG"
  | "ERR_CHECK_FAILED"
  | "ERR_CHECK_REFUSED";

/** What this package throws; `code` says which. */
export abstract class AgentRuntimeError extends Error {
  abstract readonly code: AgentRuntimeErrorCode;
  override get name(): string {
    return this.constructor.name;
  }
}

/** A worker would not stop: the process ends without it. */
export class StopOverdueError extends AgentRuntimeError {
  readonly code = "ERR_STOP_OVERDUE";
  constructor(readonly timeout: number) {
    super(
      `the agent did not stop within ${timeout} ms; ending without the workers that still run ` +
        `(raise --stop-timeout, or look at what they wait for)`,
    );
  }
}

const checkCodes = {
  1: "ERR_CHECK_FAILED",
  2: "ERR_CHECK_CONFIG",
  3: "ERR_CHECK_REFUSED",
} as const;

/** `check` found that the agent cannot connect as it is; the code says of what kind the trouble is. */
export class CheckFailedError extends AgentRuntimeError {
  readonly code: (typeof checkCodes)[1 | 2 | 3];
  constructor(problem: {
    readonly what: string;
    readonly says: string;
    readonly exit?: 1 | 2 | 3;
  }) {
    super(`${problem.what}: ${problem.says}`);
    this.code = checkCodes[problem.exit ?? 1];
  }
}
