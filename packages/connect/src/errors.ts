import { hasCode } from "@holdfast/ports";

/** Codes of the errors that a strategy may throw. */
export type ConnectErrorCode =
  | "ERR_CONNECT_IMPOSSIBLE"
  | "ERR_CHANGED_PASSWORD"
  | "ERR_API_INFO_MISSING"
  | "ERR_ENTITY_DENIED"
  | "ERR_ENTITY_DEAD"
  | "ERR_UNKNOWN_LIFE"
  | "ERR_MODEL_UNKNOWN"
  | "ERR_PASSWORD_RESET"
  | "ERR_CREDENTIALS_REFUSED"
  | "ERR_CREDENTIALS_WATCH_STUCK"
  | "ERR_NOT_ADMITTED_YET";

/** Why no attempt will ever succeed. A strategy of a third party may have a reason of its own. */
export type ImpossibleReason =
  /** The controller says that the agent's entity is dead. */
  | "dead"
  /** The agent is logged in, and not allowed to touch its own entity. */
  | "denied"
  /** The controller refuses every password that the agent knows. */
  | "unauthorized"
  /** The password is right, and the machine was not provisioned in time, or with another nonce. */
  | "not provisioned"
  /** The agent knows no password at all. */
  | "no password"
  | "other";

/**
 * The connection is permanently impossible: asking again is pointless until somebody intervenes.
 * It never means that anything may be removed: the agent stops, with its own exit code, and every
 * file stays where it is.
 */
export class ConnectImpossibleError extends Error {
  override readonly name = "ConnectImpossibleError";
  readonly code = "ERR_CONNECT_IMPOSSIBLE";
  readonly reason: ImpossibleReason;

  constructor(
    message = "connection permanently impossible",
    options: { reason?: ImpossibleReason; cause?: unknown } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.reason = options.reason ?? "other";
  }
}

/** The agent's credentials were replaced, safely: connect again at once. */
export class ChangedPasswordError extends Error {
  override readonly name = "ChangedPasswordError";
  readonly code = "ERR_CHANGED_PASSWORD";

  constructor(message = "insecure password replaced; retry", options?: ErrorOptions) {
    super(message, options);
  }
}

/** The watch of a strategy's credentials did not end when it was told to; it is left behind. */
export class CredentialsWatchStuckError extends Error {
  override readonly name = "CredentialsWatchStuckError";
  readonly code = "ERR_CREDENTIALS_WATCH_STUCK";

  constructor(ms: number) {
    super(
      `the watch of the connect strategy's credentials goes on ${ms} ms after its signal was aborted; it is left behind: it must listen to its signal`,
    );
  }
}

/** The agent's configuration names no address of a controller, so there is nothing to connect to. */
export class ApiInfoMissingError extends Error {
  override readonly name = "ApiInfoMissingError";
  readonly code = "ERR_API_INFO_MISSING";

  constructor(message = "API info not available", options?: ErrorOptions) {
    super(message, options);
  }
}

/**
 * Whether the error, or one of its causes, says so; by code, so that two copies of this package agree.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ConnectImpossibleError, isConnectImpossible } from "@holdfast/connect";
 *
 * const cause = new ConnectImpossibleError("the machine is dead", { reason: "dead" });
 * assert.ok(isConnectImpossible(new Error("cannot open the API", { cause })));
 * ```
 */
export function isConnectImpossible(error: unknown): boolean {
  return hasCode(error, "ERR_CONNECT_IMPOSSIBLE");
}

/** Whether the error, or one of its causes, says so; by code, so that two copies of this package agree. */
export function isChangedPassword(error: unknown): boolean {
  return hasCode(error, "ERR_CHANGED_PASSWORD");
}
