/** Everything of our own that can go wrong here: the closed list. The controller's words are `ApiError`s. */
export type ApiOpenErrorCode =
  | "ERR_CERTIFICATE"
  | "ERR_CONNECT"
  | "ERR_CONNECTION_AWAY"
  | "ERR_DIAL_TIMEOUT"
  | "ERR_FACADE_UNAVAILABLE"
  | "ERR_INVALID_API_INFO"
  | "ERR_LOGIN_REPLY"
  | "ERR_LOGIN_TIMEOUT"
  | "ERR_LOGIN_VERSION_REFUSED"
  | "ERR_NOT_LOGGED_IN"
  | "ERR_PING_FAILED"
  | "ERR_PROXY"
  | "ERR_PROXY_SETTING"
  | "ERR_RESOLVE"
  | "ERR_STREAM"
  | "ERR_TLS"
  | "ERR_UNEXPECTED_RESULTS"
  | "ERR_UPGRADE_REFUSED";

/** What every failure of this package itself is; `code` tells which. */
export abstract class ApiOpenError extends Error {
  abstract readonly code: ApiOpenErrorCode;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The info cannot be used, whatever the network does: correct it before trying again. */
export class InvalidApiInfoError extends ApiOpenError {
  readonly code = "ERR_INVALID_API_INFO";

  constructor(what: string, options?: { cause?: unknown }) {
    super(`validating info for opening an API connection: ${what}`, options);
  }
}

/** The controller answered the login with what is no answer to it. */
export class LoginReplyError extends ApiOpenError {
  readonly code = "ERR_LOGIN_REPLY";
}

/** The controller took the connection, but the login was not over in time. */
export class LoginTimeoutError extends ApiOpenError {
  readonly code = "ERR_LOGIN_TIMEOUT";

  /** @param by - whose login it was: of what the info says, or of a login provider */
  constructor(addr: string, ms: number, by: "info" | "provider" = "info") {
    super(
      by === "info"
        ? `cannot log in: ${addr} took the connection but did not answer within ${ms} ms`
        : `cannot log in: the login provider was not done within ${ms} ms at ${addr}, which took the ` +
            "connection: either the controller does not answer, or what the provider waits for",
    );
  }
}

/**
 * The controller serves no login version 1, which is all that an agent without a model can try: its
 * configuration must name the model.
 */
export class LoginVersionRefusedError extends ApiOpenError {
  readonly code = "ERR_LOGIN_VERSION_REFUSED";

  constructor(options: { cause: unknown }) {
    super(
      "the configuration names no model, and the controller does not let an agent log in without one: " +
        "set `model` in agent.conf",
      options,
    );
  }
}

/** What needs a login was asked of a connection opened with `skipLogin`. */
export class NotLoggedInError extends ApiOpenError {
  readonly code = "ERR_NOT_LOGGED_IN";
}

/** The controller did not answer a ping, or answered it with an error: the connection is given up. */
export class PingFailedError extends ApiOpenError {
  readonly code = "ERR_PING_FAILED";
}

/** The controller does not offer this facade here in any version that is described. */
export class FacadeUnavailableError extends ApiOpenError {
  readonly code = "ERR_FACADE_UNAVAILABLE";

  /** @param announced - the versions that the controller does offer here */
  constructor(facade: string, known: readonly number[], announced: readonly number[]) {
    super(
      announced.length === 0
        ? `the controller does not offer the facade ${facade} on this connection; its release may ` +
            "have none, or keep it for others"
        : `the controller offers the facade ${facade} in ${versionList(announced)} on this ` +
            `connection, and this client knows it in ${versionList(known)}: one of them is too old`,
    );
  }
}

function versionList(versions: readonly number[]): string {
  return `version${versions.length === 1 ? "" : "s"} ${versions.join(", ")}`;
}

/** A stream could not be opened, or broke. */
export class StreamError extends ApiOpenError {
  readonly code = "ERR_STREAM";
}

/** A call about one entity was answered for none, or for several. */
export class UnexpectedResultsError extends ApiOpenError {
  readonly code = "ERR_UNEXPECTED_RESULTS";

  constructor(got: number) {
    super(`expected 1 result, got ${got}`);
  }
}
