/**
 * Parameters or a result that do not have the shape of their facade. The message names the place and
 * what was expected there, never what was found: that may be a secret.
 */
export class MalformedMessageError extends Error {
  name = "MalformedMessageError";
  code = "ERR_MALFORMED_MESSAGE";
  constructor(what, place, expected) {
    super(`malformed ${what}${place === "" ? "" : `, at ${place}`}: expected ${expected}`);
  }
}
