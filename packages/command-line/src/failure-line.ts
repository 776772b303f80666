// What a command says when it fails: its last line, in the format of its log.
import { errorDetails, errorFactsShown, errorLine } from "./error-line.js";
import { createLogger, type LoggerOptions } from "./logger.js";

/** How the line is to look. */
export type FailureLineOptions = Omit<LoggerOptions, "write" | "level">;

/**
 * A failure as `error ERR_X: what happened` where lines are for people; else as a line of the log,
 * with the error's `code` and the process's `exit` code. Ends with a newline.
 */
export function failureLine(error: unknown, exit: number, options: FailureLineOptions): string {
  if (options.format === "human") {
    return `${options.stack === true ? errorDetails(error) : errorLine(error)}\n`;
  }
  let line = "";
  const logger = createLogger({ ...options, level: "error", write: (text) => (line = text) });
  const { code, message } = errorFactsShown(error);
  logger.error(message, { code, exit, ...(options.stack === true ? { error } : {}) });
  return line;
}
