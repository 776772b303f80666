import type { LogFields, Logger } from "@holdfast/ports";

/** A logger that keeps its lines as text, those for debugging apart. */
export function notebook(): {
  readonly lines: string[];
  readonly debugged: string[];
  readonly logger: Logger;
} {
  const lines: string[] = [];
  const debugged: string[] = [];
  const note =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      const more = Object.entries(fields).map(([name, value]) => ` ${name}=${String(value)}`);
      if (level === "debug") debugged.push(`${message}${more.join("")}`);
      else lines.push(`${level} ${message}${more.join("")}`);
    };
  const logger = {
    debug: note("debug"),
    info: note("info"),
    warn: note("warn"),
    error: note("error"),
  };
  return { lines, debugged, logger };
}
