/** Every code of this package's errors. */
export type AgentRuntimeErrorCode = "ERR_STOP_OVERDUE" | "ERR_NOT_RUNNING" | "ERR_NO_SUCH_MANIFOLD";

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
