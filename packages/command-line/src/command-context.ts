import type { Logger } from "@holdfast/ports";

import type { CommandHost } from "./host.js";
import type { Progress } from "./progress.js";

/** What the actions of a command are given to work with. */
export interface CommandContext extends Pick<
  CommandHost,
  "stdin" | "stdout" | "stderr" | "env" | "clock"
> {
  /** Aborted with a {@link StoppedError} when SIGINT or SIGTERM asks the command to stop. */
  readonly signal: AbortSignal;
  /** Writes to standard error, as `--log-level` and `--log-format` say. */
  readonly logger: Logger;
  /** Writes a result, and a newline where it has none, to standard output. */
  print(text: string): void;
  /** Writes a result as indented JSON to standard output. */
  printJson(value: unknown): void;
  /** Runs a piece of work with a spinner on standard error, where that is a terminal. */
  readonly progress: Progress;
  /** Calls back at each SIGHUP until the function it returns is called; without it, SIGHUP is ignored. */
  onHangup(listener: () => void): () => void;
}
