// Where an agent of the days logs, as its command does: to a standard error that may fail in every way.
import { PassThrough } from "node:stream";

import { type CommandHost, createLogger, type RawOutput, runCommand } from "@holdfast/command-line";
import type { Clock, Logger } from "@holdfast/ports";
import { Command } from "commander";

/** What may become of a log: the codes of the system's errors, or a reader that does not read. */
export const logTroubles = ["ENOSPC", "EIO", "EPIPE", "nobody reads"] as const;

/** A standard error that can fail, and what was written to it. */
export class DayLog implements RawOutput {
  /** How many lines the agent has said. */
  said = 0;
  #trouble: (typeof logTroubles)[number] | undefined;
  #stopsWithin = false;
  #written = "";

  /** From now on nothing can be written: the next line only to its middle. */
  fail(trouble: (typeof logTroubles)[number]): void {
    this.#trouble = trouble;
    this.#stopsWithin = true;
  }

  /** From now on it can be written to again. */
  mend(): void {
    this.#trouble = undefined;
  }

  write(bytes: Uint8Array): number {
    const stops = this.#trouble !== undefined && this.#stopsWithin;
    if (this.#trouble !== undefined && !stops) {
      if (this.#trouble === "nobody reads") return 0;
      throw Object.assign(new Error(`${this.#trouble}: write`), { code: this.#trouble });
    }
    this.#stopsWithin = false;
    const length = stops ? Math.ceil(bytes.length / 2) : bytes.length;
    this.#written += Buffer.from(bytes.subarray(0, length)).toString("latin1");
    return length;
  }

  /** What is wrong with what was written, if anything is: each line is there, or counted as lost. */
  get wrong(): string | undefined {
    let counted = 0;
    for (const line of this.#written.split("\n").filter((each) => each !== "")) {
      const read = parsed(line);
      if (read === undefined) return `a line of the log is torn: ${line.slice(0, 60)}`;
      counted += Number(/lines of this log were lost/.test(read.msg) ? read.lines : 1);
    }
    return counted === this.said
      ? undefined
      : `of ${this.said} lines of the log ${this.said - counted} are neither there nor counted`;
  }
}

function parsed(line: string): { readonly msg: string; readonly lines?: number } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Where an agent's log goes. */
export interface OpenLog {
  readonly logger: Logger;
  /** Lets the command that the log is of end. */
  readonly close: () => void;
}

/** The log of a command as each of our programs is one. */
export async function commandLog(log: DayLog, clock: Clock): Promise<OpenLog> {
  const opened = Promise.withResolvers<Logger>();
  const over = Promise.withResolvers<void>();
  const ended = runCommand(
    (context) => {
      const program = new Command("machine-agent");
      program.command("run").action(() => {
        opened.resolve(context.logger);
        return over.promise;
      });
      return program;
    },
    { host: hostOf(log, clock) },
  );
  void ended.then((code) => opened.reject(new Error(`the command ended with ${code}`)));
  return { logger: counting(await opened.promise, log), close: () => over.resolve() };
}

/** A log that is given up after the first write that fails, as Node's own streams are. */
export function streamLog(log: DayLog, clock: Clock): Promise<OpenLog> {
  let givenUp = false;
  const write = (line: string): void => {
    if (givenUp) return;
    try {
      const bytes = Buffer.from(line);
      givenUp = log.write(bytes) < bytes.length;
    } catch {
      givenUp = true;
    }
  };
  const logger = createLogger({
    name: "machine-agent",
    format: "json",
    level: "info",
    clock,
    write,
  });
  return Promise.resolve({ logger: counting(logger, log), close: () => undefined });
}

function hostOf(errorOutput: RawOutput, clock: Clock): CommandHost {
  const nothing = (): void => undefined;
  return {
    argv: ["run", "--log-format", "json"],
    env: {},
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    errorOutput,
    clock,
    onSignal: () => nothing,
    onStray: nothing,
    setExitCode: nothing,
    exit: nothing,
    heldBy: () => [],
    ifStillAlive: nothing,
  };
}

/** Counts what is said at the level of the log. */
function counting(logger: Logger, log: DayLog): Logger {
  const at =
    (level: "info" | "warn" | "error"): Logger["info"] =>
    (message, fields) => {
      log.said++;
      logger[level](message, fields);
    };
  return {
    debug: (message, fields) => logger.debug(message, fields),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
  };
}
