// One logger, two faces. pino writes the JSON line: it serialises whatever it is given without
// throwing and blots out fields named like secrets. The human face is drawn from that same line, so
// the two can never differ in what they tell.
import {
  type Clock,
  errorChain,
  errorFacts,
  isKind,
  type LogFields,
  type Logger,
  wallNow,
  hideSecrets,
} from "@holdfast/ports";
import { pino } from "pino";

import { humanLine } from "./human-line.js";

/** How much is said, from all to little; `silent` says nothing. */
export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/** How lines look: for people, or one JSON object each. */
export const logFormats = ["human", "json"] as const;
/** One of {@link logFormats}. */
export type LogFormat = (typeof logFormats)[number];

/** What {@link createLogger} needs to know. */
export interface LoggerOptions {
  readonly format: LogFormat;
  readonly level: LogLevel;
  /** Which program speaks; in each line. */
  readonly name: string;
  /** Where lines go, each with its newline. It must not throw. */
  readonly write: (line: string) => void;
  readonly clock: Pick<Clock, "now">;
  /** Human lines only: coloured, with the time of day instead of the whole date. */
  readonly terminal?: boolean;
  /** Whether errors among the fields bring their stacks along. */
  readonly stack?: boolean;
}

/**
 * A {@link Logger} that writes lines. JSON lines have `time` (ISO 8601, UTC), `level`, `program`, `msg`,
 * then the fields; an error among them becomes `{ name, code, message, causes }`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createLogger } from "@holdfast/command-line";
 *
 * const lines: string[] = [];
 * const logger = createLogger({
 *   name: "lighthouse",
 *   format: "json",
 *   level: "info",
 *   clock: { now: () => 0 },
 *   write: (line) => lines.push(line),
 * });
 * logger.info("logged in", { tag: "machine-0", password: "hunter2" });
 * logger.debug("not said at this level");
 * assert.equal(lines.length, 1);
 * assert.match(lines[0] ?? "", /"msg":"logged in"/);
 * assert.doesNotMatch(lines[0] ?? "", /hunter2/);
 * ```
 */
export function createLogger(options: LoggerOptions): Logger {
  const { format, write, clock } = options;
  const human = humanLine(options.terminal === true);
  const sink = pino(
    {
      level: options.level,
      base: null,
      timestamp: () =>
        `,"time":"${new Date(wallNow(clock)).toISOString()}","program":${JSON.stringify(options.name)}`,
      formatters: {
        level: (level) => ({ level }),
        log: (fields) => ({ ...hideSecrets(mapErrors(fields, options.stack === true)) }),
      },
    },
    { write: format === "json" ? write : (line) => write(human(line)) },
  );
  return {
    debug: (message, fields) => sink.debug(fields ?? {}, message),
    info: (message, fields) => sink.info(fields ?? {}, message),
    warn: (message, fields) => sink.warn(fields ?? {}, message),
    error: (message, fields) => sink.error(fields ?? {}, message),
  };
}

// A field of one of these names would stand in the line twice, so it gets an underscore.
const own = new Set(["time", "level", "program", "msg"]);

function mapErrors(fields: LogFields, stack: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      own.has(name) ? `${name}_` : name,
      value instanceof Error ? describeError(value, stack) : value,
    ]),
  );
}

function describeError(error: Error, stack: boolean): Record<string, unknown> {
  const [, ...causes] = [...errorChain(error)].map((link) =>
    isKind(link, Error) ? errorFacts(link) : { message: typeof link },
  );
  return {
    ...errorFacts(error),
    ...(causes.length > 0 ? { causes } : {}),
    ...(stack ? { stack: error.stack } : {}),
  };
}
