/** Facts that go with a message, each under its own name. Never a secret. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where a library says what it does. It never throws, and never waits.
 *
 * @example
 * ```ts
 * import { type Logger, silentLogger } from "@holdfast/ports";
 *
 * export function work(logger: Logger = silentLogger): void {
 *   logger.info("logged in", { tag: "machine-0" }); // facts beside the words, never a secret
 * }
 * work();
 * work({ ...silentLogger, info: (message, fields) => console.log(message, fields) });
 * ```
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Says nothing: what a library uses where no logger was handed in. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
