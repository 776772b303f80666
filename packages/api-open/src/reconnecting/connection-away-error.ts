import { ApiOpenError } from "../errors.js";

/** A call of a reconnecting client that there was no connection for; `cause` is why. */
export class ConnectionAwayError extends ApiOpenError {
  readonly code = "ERR_CONNECTION_AWAY";
}
