import { inspect } from "node:util";

import type { LogFields, Logger } from "@holdfast/ports";

/** A logger that keeps what it is told, as the text that any log could make of it. */
export class LogRecorder implements Logger {
  readonly lines: string[] = [];

  debug(message: string, fields?: LogFields): void {
    this.#add("debug", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#add("info", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#add("warn", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#add("error", message, fields);
  }

  #add(level: string, message: string, fields: LogFields = {}): void {
    this.lines.push(`${level} ${message} ${everythingIn(fields)}`);
  }
}

/** All that can be printed of a value, at any depth: errors with their causes and own members. */
export function everythingIn(value: unknown): string {
  return inspect(value, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
}
