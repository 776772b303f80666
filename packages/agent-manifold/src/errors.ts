/** Every code of this package's errors. */
export type AgentManifoldErrorCode =
  | "ERR_CANNOT_OPEN_API"
  | "ERR_CONNECTION_BROKEN"
  | "ERR_CONNECTION_CLOSE"
  | "ERR_STRATEGY_OVERDUE"
  | "ERR_STRATEGY_RESULT"
  | "ERR_CLOSE_OVERDUE"
  | "ERR_ADDRESSES_UNKNOWN"
  | "ERR_ADDRESSES_NOT_SAVED"
  | "ERR_NOT_SERVED"
  | "ERR_UNSUPPORTED_TAG"
  | "ERR_TOO_MANY_REDIRECTS"
  | "ERR_FORTRESS_ABORTED"
  | "ERR_FORTRESS_SHUTDOWN";

/** What this package throws, and what its workers end with; `code` says which. */
export abstract class AgentManifoldError extends Error {
  abstract readonly code: AgentManifoldErrorCode;
  override get name(): string {
    return this.constructor.name;
  }
}

/**
 * The connect strategy failed; the cause says why. The message starts with the model and the agent,
 * since one process may serve many models: `[deadbe] "machine-0" cannot open api: …`.
 */
export class CannotOpenApiError extends AgentManifoldError {
  readonly code = "ERR_CANNOT_OPEN_API";
  /** ms until it is worth trying again, from what the attempts so far have ended with. */
  readonly retryAfter: number | undefined;

  constructor(message: string, options: { cause: unknown; retryAfter?: number }) {
    super(message, { cause: options.cause });
    this.retryAfter = options.retryAfter;
  }
}

/** An established connection is gone; the cause says why, where the transport knew. */
export class ConnectionBrokenError extends AgentManifoldError {
  readonly code = "ERR_CONNECTION_BROKEN";
  /** What closing the rest of the connection failed with, where it did. */
  readonly closeError: unknown;
  /** ms until it is worth connecting again. */
  readonly retryAfter: number | undefined;

  constructor(
    message: string,
    options: { cause: unknown; closeError?: unknown; retryAfter?: number },
  ) {
    super(message, { cause: options.cause });
    this.closeError = options.closeError;
    this.retryAfter = options.retryAfter;
  }
}

/** The worker was asked to stop, and the connection did not close cleanly; the cause says why. */
export class ConnectionCloseError extends AgentManifoldError {
  readonly code = "ERR_CONNECTION_CLOSE";
}

/** A connect strategy's connect() did not settle in time; it was interrupted. */
export class StrategyOverdueError extends AgentManifoldError {
  readonly code = "ERR_STRATEGY_OVERDUE";

  constructor(ms: number) {
    super(
      `connect() of the connect strategy did not settle within ${ms} ms, and was interrupted: it must listen to its signal, and wait for nothing without a limit`,
    );
  }
}

/** A connect strategy's connect() gave what is no connection. */
export class StrategyResultError extends AgentManifoldError {
  readonly code = "ERR_STRATEGY_RESULT";

  constructor() {
    super("connect() of the connect strategy gave no connection: one has close() and broken");
  }
}

/** close() of a strategy's connection did not settle in time; the connection is left behind. */
export class CloseOverdueError extends AgentManifoldError {
  readonly code = "ERR_CLOSE_OVERDUE";

  constructor(ms: number) {
    super(`close() of the connect strategy's connection did not settle within ${ms} ms`);
  }
}

/** The controller did not say what its addresses are; the cause says why. */
export class AddressesUnknownError extends AgentManifoldError {
  readonly code = "ERR_ADDRESSES_UNKNOWN";
}

/** The controller's addresses could not be written to agent.conf; the cause says why. */
export class AddressesNotSavedError extends AgentManifoldError {
  readonly code = "ERR_ADDRESSES_NOT_SAVED";
}

/**
 * The controller has nothing for this worker, by its release or for this agent: it rests until the next
 * connection. For workers who find that out by other means than a facade that is not offered.
 */
export class NotServedError extends AgentManifoldError {
  readonly code = "ERR_NOT_SERVED";
}

/** This worker serves agents of another kind. */
export class UnsupportedTagError extends AgentManifoldError {
  readonly code = "ERR_UNSUPPORTED_TAG";
}

/** The controller that a model moves to sends its agents on to another, and that again, and so on. */
export class TooManyRedirectsError extends AgentManifoldError {
  readonly code = "ERR_TOO_MANY_REDIRECTS";
  constructor(limit: number, options?: ErrorOptions) {
    super(`too many redirects (${limit}) when connecting to target controller`, options);
  }
}

/** A visit to a fortress, or a lockdown, was given up by who asked for it. */
export class FortressAbortedError extends AgentManifoldError {
  readonly code = "ERR_FORTRESS_ABORTED";
}

/** The fortress itself is going away. */
export class FortressShutdownError extends AgentManifoldError {
  readonly code = "ERR_FORTRESS_SHUTDOWN";
}
