// A logger whose lines can be waited for: for agents that run inside the test's own process.
import type { LogFields, Logger } from "@holdfast/ports";

import type { LogLine } from "./agent-process.js";

/** Keeps every line, and tells those who wait for one. */
export class HeardLogger implements Logger {
  readonly lines: LogLine[] = [];
  readonly #waiting = new Set<() => void>();

  debug(msg: string, fields?: LogFields): void {
    this.#hear("debug", msg, fields);
  }
  info(msg: string, fields?: LogFields): void {
    this.#hear("info", msg, fields);
  }
  warn(msg: string, fields?: LogFields): void {
    this.#hear("warn", msg, fields);
  }
  error(msg: string, fields?: LogFields): void {
    this.#hear("error", msg, fields);
  }

  /** The first line from the `from`th on, there already or to come, that fits. */
  async hears(fits: (line: LogLine) => boolean, from = 0): Promise<LogLine> {
    for (;;) {
      const line = this.lines.slice(from).find(fits);
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #hear(level: string, msg: string, fields?: LogFields): void {
    this.lines.push({ level, msg, ...fields });
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
