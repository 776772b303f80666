import { PassThrough } from "node:stream";

import { type CommandHost, EXIT, runCommand } from "@holdfast/command-line";
import { systemClock } from "@holdfast/ports";

import { program } from "../../src/cli/program.js";
import { USAGE_CODES } from "../../src/errors.js";

/** What a command left behind. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command of the program in this process, with this on its standard input. */
export async function ran(argv: readonly string[], input = ""): Promise<Ran> {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  stdin.end(input);
  const host: CommandHost = {
    argv,
    env: {},
    stdin,
    stdout,
    stderr,
    clock: systemClock,
    onSignal: () => () => undefined,
    onStray: () => undefined,
    setExitCode: () => undefined,
    exit: () => undefined,
    heldBy: () => [],
    ifStillAlive: () => undefined,
  };
  const exits = USAGE_CODES.map((error) => ({ error, exit: EXIT.usage }));
  const code = await runCommand(program, { exits, host });
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}
