/** What can be wrong with a name: the closed list of this package. */
export type NamesErrorCode =
  | "ERR_INVALID_TAG"
  | "ERR_INVALID_UUID"
  | "ERR_INVALID_VERSION"
  | "ERR_INVALID_HOST_PORT"
  | "ERR_JOIN_TOKEN";

/** A long or hostile name is cut before it reaches a log line. */
const LONGEST_QUOTE = 120;

/** The name in double quotes, control characters escaped, cut where it is very long. */
function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

/**
 * A text that is no tag, or not a tag of the wanted kind, or an id that its kind does not allow.
 * The message begins as Juju's does: `"x" is not a valid tag`, `"x" is not a valid machine tag`.
 */
export class InvalidTagError extends Error {
  override readonly name = "InvalidTagError";
  readonly code: Extract<NamesErrorCode, "ERR_INVALID_TAG"> = "ERR_INVALID_TAG";
  /** What was given. */
  readonly text: string;
  /** The kind that was wanted, or that the text begins with; undefined where it has none. */
  readonly kind: string | undefined;

  constructor(text: string, expected: string, kind?: string) {
    const what = kind === undefined ? "tag" : `${kind} tag`;
    super(`${quoted(text)} is not a valid ${what} (expected ${expected})`);
    this.text = text;
    this.kind = kind;
  }
}

/** A text that is no UUID as Juju writes it. */
export class InvalidUuidError extends Error {
  override readonly name = "InvalidUuidError";
  readonly code: Extract<NamesErrorCode, "ERR_INVALID_UUID"> = "ERR_INVALID_UUID";
  /** What was given. */
  readonly text: string;

  constructor(text: string) {
    super(
      `${quoted(text)} is not a UUID (expected 8-4-4-4-12 hexadecimal digits in lower case, and nothing before them)`,
    );
    this.text = text;
  }
}

/** A text that is no version of Juju's. */
export class InvalidVersionError extends Error {
  override readonly name = "InvalidVersionError";
  readonly code: Extract<NamesErrorCode, "ERR_INVALID_VERSION"> = "ERR_INVALID_VERSION";
  /** What was given. */
  readonly text: string;

  constructor(text: string) {
    super(`${quoted(text)} is not a valid version (expected 3.6.1, 3.6-beta2 or 3.6.1.7)`);
    this.text = text;
  }
}

/** A text that is not `host:port`. */
export class InvalidHostPortError extends Error {
  override readonly name = "InvalidHostPortError";
  readonly code: Extract<NamesErrorCode, "ERR_INVALID_HOST_PORT"> = "ERR_INVALID_HOST_PORT";
  /** What was given. */
  readonly text: string;

  constructor(text: string) {
    super(
      `${quoted(text)} is not an address: write HOST:PORT with a port up to 65535, an IPv6 host in brackets, for example 10.0.0.1:17070 or [2001:db8::1]:17070`,
    );
    this.text = text;
  }
}

/** A text that is no token to join by. The message holds nothing of it: it may be a secret. */
export class InvalidJoinTokenError extends Error {
  override readonly name = "InvalidJoinTokenError";
  readonly code: Extract<NamesErrorCode, "ERR_JOIN_TOKEN"> = "ERR_JOIN_TOKEN";

  constructor(what: string) {
    super(`the token ${what}: paste the whole word that \`controller add-machine --join\` printed`);
  }
}
