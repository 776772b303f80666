/** What can go wrong in this package: the closed list. */
export type FacadesErrorCode = "ERR_MALFORMED_MESSAGE";

/**
 * Parameters or a result that do not have the shape of their facade. The message names the place and
 * what was expected there, never what was found: that may be a secret.
 */
export class MalformedMessageError extends Error {
  override readonly name = "MalformedMessageError";
  readonly code: Extract<FacadesErrorCode, "ERR_MALFORMED_MESSAGE"> = "ERR_MALFORMED_MESSAGE";

  constructor(what: string, place: string, expected: string) {
    super(`malformed ${what}${place === "" ? "" : `, at ${place}`}: expected ${expected}`);
  }
}
