// One logger, two faces. pino writes the JSON line: it serialises whatever it is given without
// throwing and blots out fields named like secrets; every text in it is one that may be shown. The
// human face is drawn from that same line, so the two can never differ in what they tell.
import { type Clock, hideSecrets, type Logger, shownText, wallNow } from "@holdfast/ports";
import { pino } from "pino";

import { humanLine } from "./human-line.js";
import type { LostLines } from "./output/line-output.js";
import { shownFields } from "./shown-fields.js";

/** How much is said, from all to little; `silent` says nothing. */
export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/** How lines look: for people, one JSON object each, or that for systemd's journal, with its priority. */
export const logFormats = ["human", "json", "journal"] as const;
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
  const sink = pino(
    {
      level: options.level,
      base: null,
      timestamp: () =>
        `,"time":"${new Date(wallNow(clock)).toISOString()}","program":${JSON.stringify(options.name)}`,
      formatters: {
        level: (level) => ({ level }),
        log: (fields) => ({ ...hideSecrets(shownFields(fields, options.stack === true)) }),
      },
    },
    { write: writers[format](write, options.terminal === true) },
  );
  return {
    debug: (message, fields) => sink.debug(fields ?? {}, shownText(message)),
    info: (message, fields) => sink.info(fields ?? {}, shownText(message)),
    warn: (message, fields) => sink.warn(fields ?? {}, shownText(message)),
    error: (message, fields) => sink.error(fields ?? {}, shownText(message)),
  };
}

type Write = (line: string) => void;

const writers: Readonly<Record<LogFormat, (write: Write, terminal: boolean) => Write>> = {
  human: (write, terminal) => {
    const human = humanLine(terminal);
    return (line) => write(human(line));
  },
  json: (write) => write,
  journal: (write) => (line) => write(`<${priorityOf(line)}>${line}`),
};

/** syslog's, which journald takes off the line (sd-daemon(3)). pino's lines begin with their level. */
const priorities: Readonly<Record<string, number>> = { debug: 7, info: 6, warn: 4, error: 3 };

function priorityOf(line: string): number {
  return priorities[/^\{"level":"(\w+)"/.exec(line)?.[1] ?? ""] ?? 5;
}

/** How {@link LineOutput} tells of lost lines: as a line of the log, whatever its level. */
export function lossLine(options: Omit<LoggerOptions, "write">): (lost: LostLines) => string {
  return ({ lines, reason }) => {
    let line = "";
    const logger = createLogger({ ...options, level: "warn", write: (text) => (line = text) });
    logger.warn("lines of this log were lost: they could not be written", { lines, reason });
    return line;
  };
}
