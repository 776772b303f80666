/** Every code of this package's errors. */
export type AgentRuntimeErrorCode =
  | "ERR_STOP_OVERDUE"
  | "ERR_DEGRADED"
  | "ERR_AGENT_HOSTED"
  | "ERR_AGENT_GIVEN_UP"
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

/** Something would not stop: the process ends without it. */
export class StopOverdueError extends AgentRuntimeError {
  readonly code = "ERR_STOP_OVERDUE";
  /**
   * @param timeout - how long it was given, in ms
   * @param still - what had not stopped by then, by name
   */
  constructor(
    readonly timeout: number,
    readonly still: readonly string[],
  ) {
    super(
      `the agent did not stop within ${timeout} ms: ${still.join(", ") || "the engine"} still runs; ` +
        `ending without it (raise --stop-timeout, or look at what it waits for)`,
    );
  }
}

/** A host has an agent of that name already. */
export class AlreadyHostedError extends AgentRuntimeError {
  readonly code = "ERR_AGENT_HOSTED";

  constructor(readonly agent: string) {
    super(`${agent} runs in this process already: remove it before another of its name is added`);
  }
}

/** One of a host's agents ended in a way that starting it again cannot mend; the cause says how. */
export class GivenUpError extends AgentRuntimeError {
  readonly code = "ERR_AGENT_GIVEN_UP";

  constructor(
    readonly agent: string,
    options: { readonly cause: unknown },
  ) {
    super(`${agent} is given up until its configuration is read again (SIGHUP)`, options);
  }
}

/** `status` found that the agent does not do all that it should. */
export class DegradedError extends AgentRuntimeError {
  readonly code = "ERR_DEGRADED";

  /** @param wrong - what is not as it should be */
  constructor(readonly wrong: readonly string[]) {
    super(`${wrong.join("; ")} (explain NAME says why)`);
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
