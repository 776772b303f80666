// A logger that keeps its lines, which can be waited for.
import type { LogFields, Logger } from "@holdfast/ports";

import type { LogLine } from "./program-process.js";

export class RecordingLogger implements Logger {
  readonly lines: LogLine[] = [];
  readonly #waiting = new Set<() => void>();

  debug(msg: string, fields?: LogFields): void {
    this.#record("debug", msg, fields);
  }
  info(msg: string, fields?: LogFields): void {
    this.#record("info", msg, fields);
  }
  warn(msg: string, fields?: LogFields): void {
    this.#record("warn", msg, fields);
  }
  error(msg: string, fields?: LogFields): void {
    this.#record("error", msg, fields);
  }

  /** The first line from the `from`th on, there already or to come, that fits. */
  async waitFor(fits: (line: LogLine) => boolean, from = 0): Promise<LogLine> {
    for (;;) {
      const line = this.lines.slice(from).find(fits);
      if (line !== undefined) return line;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #record(level: string, msg: string, fields?: LogFields): void {
    this.lines.push({ level, msg, ...fields });
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
