// A command's whole life: signals in, one action, one line where it failed, one of four exit codes.
//
//   parse ──► action ──► fulfilled ─────────────────────────────────► 0
//     │          ├─────► rejected with the reason of our own signal ──► 0
//     │          └─────► rejected ──► a line on stderr ──► the table's code, 1 by default
//     └── usage error ──► a line on stderr ──────────────────────────► 2
import { findInChain, shownJson } from "@holdfast/ports";
import { Command } from "commander";

import { addCommonOptions, commonOptions } from "./common-options.js";
import { wantsColor } from "./color.js";
import type { CommandContext } from "./command-context.js";
import { addCompletion } from "./completion/completion-command.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import { exitCodeFor, type ExitRule } from "./exit-rules.js";
import { failureLine } from "./failure-line.js";
import { type CommandHost, processHost } from "./host.js";
import { createLogger, type LoggerOptions, lossLine } from "./logger.js";
import { LineOutput } from "./output/line-output.js";
import { ResultOutput } from "./output/result-output.js";
import { progressOn } from "./progress.js";
import { EndedAtOnceError, StopSignals } from "./stop-signals.js";
import { styleHelp } from "./help.js";
import { commandTree, ShownError, throwUsageErrors } from "./usage-of-commander.js";

/** What {@link runCommand} may be told. */
export interface RunOptions {
  /** Which errors end the command with which code; the first row that fits wins, else 1. */
  readonly exits?: readonly ExitRule[];
  /** The process to run in; the one we are in by default. */
  readonly host?: CommandHost;
}

/** How long a finished command may be held open by what it left behind, in ms. */
const lingerMs = 1000;

/** How long the end of a command waits for a reader of its log, in ms. */
const lastLinesMs = 500;

/**
 * Runs a program: parses its arguments, runs the action they name, and sets the process's exit code
 * (see {@link EXIT}), which it also returns. Never rejects. An action fails by throwing; one that
 * rejects with its signal's reason after SIGTERM has stopped as asked.
 * @param build - makes the commander program; its actions use the context
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { EXIT, processHost, runCommand } from "@holdfast/command-line";
 * import { Command } from "commander";
 *
 * const host = { ...processHost, argv: ["once"] }; // left out, it is the process's own words
 * const exit = await runCommand(
 *   (context) => {
 *     const program = new Command("lighthouse");
 *     program.command("once").action(() => context.print("lit"));
 *     return program;
 *   },
 *   { host, exits: [{ error: "ERR_NO_OIL", exit: EXIT.usage }] },
 * );
 * assert.equal(exit, EXIT.stopped);
 * ```
 */
export async function runCommand(
  build: (context: CommandContext) => Command,
  options: RunOptions = {},
): Promise<ExitCode> {
  const { exits = [], host = processHost } = options;
  const lines = new LineOutput({ raw: host.errorOutput, clock: host.clock });
  const result = new ResultOutput(host.stdout);
  const io: CommandIo = { host, lines, result };
  let program: Command | undefined;
  const logging = (): LoggerOptions => {
    const { stack, logFormat, logLevel } = commonOptions(
      program ?? new Command(),
      host.argv,
      host.env,
    );
    return {
      format: logFormat,
      level: logLevel,
      name: program?.name() ?? "",
      clock: host.clock,
      terminal: wantsColor(host.stderr, host.env),
      stack,
      write: (line) => lines.write(line),
    };
  };
  const tell = (error: unknown, exit: ExitCode): void =>
    lines.write(failureLine(error, exit, logging()));

  // What else writes there, a spinner or Node itself, must not end the process by failing.
  host.stderr.on("error", () => undefined);
  endOnStrays(host, tell);
  using stop = new StopSignals(host, (name) => {
    tell(new EndedAtOnceError(name), EXIT.failed);
    host.exit(EXIT.failed);
  });
  // A daemon outlives the terminal that started it; who wants to reload listens as well.
  host.onSignal("SIGHUP", () => undefined);
  // Unheard, it opens Node's debugger, over which any local user runs code as this one.
  host.onSignal("SIGUSR1", () => undefined);

  const code = await attempt();
  await lines.finish(lastLinesMs);
  host.setExitCode(code);
  endIfHeld(host, code, (warning) => {
    const shape = logging();
    if (shape.format === "human") lines.write(`warning: ${warning}\n`);
    else createLogger(shape).warn(warning);
  });
  return code;

  async function attempt(): Promise<ExitCode> {
    try {
      program = prepare(build(createContext(io, stop.signal, logging, () => program)), io);
      await program.parseAsync(host.argv, { from: "user" }).catch(unlessShown);
      await result.arrived(stop.signal);
      return EXIT.stopped;
    } catch (error) {
      if (stop.signal.aborted && isCausedBy(error, stop.signal.reason)) {
        return EXIT.stopped;
      }
      const exit = exitCodeFor(error, exits);
      tell(error, exit);
      return exit;
    }
  }
}

/** The process, and what writes to it. */
interface CommandIo {
  readonly host: CommandHost;
  readonly lines: LineOutput;
  readonly result: ResultOutput;
}

function unlessShown(error: unknown): void {
  if (!(error instanceof ShownError)) throw error; // help and version have been written: all is done
}

function prepare(program: Command, { host, lines, result }: CommandIo): Command {
  addCommonOptions(program);
  addCompletion(program, (text) => result.write(text));
  for (const command of commandTree(program)) {
    command.configureOutput({
      writeOut: (text) => result.write(text),
      writeErr: (text) => lines.write(text),
      outputError: () => undefined, // the one line is ours
      getOutHasColors: () => wantsColor(host.stdout, host.env),
      getErrHasColors: () => wantsColor(host.stderr, host.env),
      getOutHelpWidth: () => host.stdout.columns ?? 100,
      getErrHelpWidth: () => host.stderr.columns ?? 100,
    });
  }
  throwUsageErrors(program);
  styleHelp(program);
  return program;
}

function createContext(
  { host, lines, result }: CommandIo,
  signal: AbortSignal,
  logging: () => LoggerOptions,
  program: () => Command | undefined,
): CommandContext {
  const { stdin, stdout, stderr, env, clock } = host;
  let logger: CommandContext["logger"] | undefined;
  return {
    signal,
    stdin,
    stdout,
    stderr,
    env,
    clock,
    get logger() {
      if (program() === undefined) {
        throw new TypeError("the logger follows the options: use it inside an action");
      }
      if (logger !== undefined) return logger;
      const options = logging();
      lines.describeLoss = lossLine(options);
      logger = createLogger(options);
      return logger;
    },
    print: (text) => result.write(text.endsWith("\n") ? text : `${text}\n`),
    printJson: (value) => result.write(`${shownJson(value, 2)}\n`),
    progress: progressOn(stderr, clock),
    onHangup: (listener) => host.onSignal("SIGHUP", listener),
  };
}

function isCausedBy(error: unknown, reason: unknown): boolean {
  return findInChain(error, (link) => link === reason) !== undefined;
}

// A rejection that nobody awaited is reported, and ends the process: its state is unknown. The watch
// is kept to the process's end, which what the action left behind may delay.
function endOnStrays(host: CommandHost, tell: (error: unknown, exit: ExitCode) => void): void {
  host.onStray((error) => {
    tell(error, EXIT.failed);
    host.exit(EXIT.failed);
  });
}

/** Ends the process, saying what held it, where something was left behind that would keep it alive. */
function endIfHeld(host: CommandHost, code: ExitCode, warn: (text: string) => void): void {
  host.ifStillAlive(lingerMs, () => {
    warn(`ending although something was left open: ${host.heldBy().join(", ")}`);
    host.exit(code);
  });
}
