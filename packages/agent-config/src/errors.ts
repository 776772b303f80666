/** Everything that can be wrong with an agent's configuration, and nothing else. */
export type AgentConfigErrorCode =
  | "ERR_AGENT_CONF_MISSING"
  | "ERR_AGENT_CONF_EXISTS"
  | "ERR_AGENT_CONF_FORMAT"
  | "ERR_AGENT_CONF_TAG"
  | "ERR_CONFIG_VALUE"
  | "ERR_CONFIG_MUTATOR"
  | "ERR_AGENT_CLOSED"
  | "ERR_AGENT_LOCKED"
  | "ERR_AGENT_BUSY"
  | "ERR_MODEL_CONFIG_IMMUTABLE"
  | FileErrorCode;

/**
 * How a disk can refuse; `ERR_FILE_IO` is a broken one, `ERR_FILE_UNTRUSTED` a file that others could
 * have written, `ERR_FILE` what has no name of its own.
 */
export type FileErrorCode =
  | "ERR_FILE_NO_SPACE"
  | "ERR_FILE_IO"
  | "ERR_FILE_READ_ONLY"
  | "ERR_FILE_PERMISSION"
  | "ERR_FILE_UNTRUSTED"
  | "ERR_FILE";

/** An error of this package. Its message names paths, keys and lines, and never holds a value. */
export class AgentConfigError extends Error {
  override readonly name: string = "AgentConfigError";
  readonly code: AgentConfigErrorCode;

  constructor(message: string, options: { code: AgentConfigErrorCode; cause?: unknown }) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = options.code;
  }
}

/** An `agent.conf` that does not say what it must. */
export class AgentConfFormatError extends AgentConfigError {
  override readonly name: string = "AgentConfFormatError";
  /** The file's line, counted from 1. */
  readonly line: number | undefined;
  readonly key: string | undefined;

  readonly #what: string;
  readonly #path: string;

  /**
   * There is no `cause`: a YAML parser's own error quotes the text it stumbled over, which may be a
   * password.
   */
  constructor(
    what: string,
    where: { path: string; line?: number | undefined; key?: string | undefined; advice?: string },
  ) {
    const { path, line, key, advice = "mend the file and start the agent again" } = where;
    const place =
      (line === undefined ? "" : ` line ${line}:`) + (key === undefined ? "" : ` ${key}:`);
    super(`cannot read agent configuration ${path}:${place} ${what}; ${advice}`, {
      code: "ERR_AGENT_CONF_FORMAT",
    });
    this.line = line;
    this.key = key;
    this.#what = what;
    this.#path = path;
  }

  /** The same error with another last half of the message: what the operator can do. */
  advising(advice: string): AgentConfFormatError {
    const { line, key } = this;
    return new AgentConfFormatError(this.#what, { path: this.#path, line, key, advice });
  }
}

/** Another process holds an agent's lock. */
export class AgentLockedError extends AgentConfigError {
  override readonly name: string = "AgentLockedError";
  /** The holder; undefined in the moment before it has said who it is. */
  readonly pid: number | undefined;

  constructor(message: string, pid: number | undefined) {
    super(message, { code: "ERR_AGENT_LOCKED" });
    this.pid = pid;
  }
}

/** The disk refused. */
export class FileError extends AgentConfigError {
  override readonly name: string = "FileError";
  override readonly code: FileErrorCode;
  readonly path: string;

  constructor(message: string, options: { code: FileErrorCode; path: string; cause: unknown }) {
    super(message, options);
    this.code = options.code;
    this.path = options.path;
  }
}
