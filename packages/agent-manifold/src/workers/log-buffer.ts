// Lines of the agent's log on their way to the controller: a bounded queue, so that a controller that
// is away costs neither memory nor time. The oldest lines go first, and how many went is told.
import { type Clock, hideSecrets, type LogFields, type Logger, wallNow } from "@holdfast/ports";

/** A line as Juju's logsink takes it: time, module, location, level, text. */
export interface LogsinkLine {
  readonly t: string;
  readonly m: string;
  readonly l: string;
  readonly v: string;
  readonly x: string;
  /** Labels, as Juju 3 takes them. */
  readonly c?: readonly string[];
  /** Labels, as Juju 4 takes them. */
  readonly b?: Readonly<Record<string, string>>;
}

/** What {@link LogBuffer} is made from. */
export interface LogBufferOptions {
  /** Which program speaks. */
  readonly module: string;
  readonly clock: Pick<Clock, "now">;
  /** How many lines wait at most; 1,000 by default. */
  readonly limit?: number;
}

const levels = { debug: "DEBUG", info: "INFO", warn: "WARNING", error: "ERROR" } as const;
/** A line longer than this many characters is cut. */
const longest = 8192;

/**
 * A logger that keeps the last lines for whoever sends them. Debug lines are not kept.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { LogBuffer } from "@holdfast/agent-manifold/building-blocks";
 * import { silentLogger, teeLogger } from "@holdfast/ports";
 *
 * const buffer = new LogBuffer({ module: "agent", clock: { now: () => 0 }, limit: 2 });
 * const logger = teeLogger(silentLogger, buffer); // to here, and to the controller once it is there
 * for (const word of ["one", "two", "three"]) logger.info(word);
 * assert.equal(buffer.length, 2);
 * assert.equal(buffer.dropped, 1);
 * ```
 */
export class LogBuffer implements Logger {
  readonly #options: LogBufferOptions;
  readonly #limit: number;
  #records: LogsinkLine[] = [];
  #dropped = 0;
  #arrival = new AbortController();

  constructor(options: LogBufferOptions) {
    this.#options = options;
    this.#limit = options.limit ?? 1000;
  }

  /** How many lines wait. */
  get length(): number {
    return this.#records.length;
  }

  /** How many lines were given up since the last one that was sent. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Aborted as soon as a line waits. */
  get arrival(): AbortSignal {
    return this.#arrival.signal;
  }

  debug(): void {
    // Too many, and of use only where they are written.
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

  /** The line that has waited longest; it stays until {@link sent}. */
  first(): LogsinkLine | undefined {
    return this.#records[0];
  }

  /** The line that {@link first} gave has arrived. */
  sent(record: LogsinkLine): void {
    if (this.#records[0] === record) this.#records.shift();
    if (this.#records.length === 0) this.#arrival = new AbortController();
    this.#dropped = 0;
  }

  #add(level: keyof typeof levels, message: string, fields: LogFields = {}): void {
    const words = [
      message,
      ...Object.entries(hideSecrets(fields)).map(([name, value]) => `${name}=${textOf(value)}`),
    ];
    this.#records.push({
      t: new Date(wallNow(this.#options.clock)).toISOString(),
      m: this.#options.module,
      l: "",
      v: levels[level],
      x: words.join(" ").slice(0, longest),
    });
    if (this.#records.length > this.#limit) {
      this.#records.shift();
      this.#dropped++;
    }
    this.#arrival.abort();
  }
}

function textOf(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(value.message);
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}
