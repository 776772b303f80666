// A program run inside the test's own process: quick, for what ends before it opens anything.
import { PassThrough } from "node:stream";

import {
  type CommandContext,
  type CommandHost,
  type ExitCode,
  type ExitRule,
  runCommand,
} from "@holdfast/command-line";
import { systemClock } from "@holdfast/ports";
import type { Command } from "commander";

/** How a program ended, and what it wrote. */
export interface InProcessRun {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program with these words, and this on its standard input, to its end. */
export async function runInProcess(
  program: (context: CommandContext) => Command,
  exits: readonly ExitRule[],
  argv: readonly string[],
  stdin = "",
): Promise<InProcessRun> {
  const written = { stdout: "", stderr: "" };
  const host: CommandHost = {
    argv,
    env: {},
    stdin: PassThrough.from([stdin]),
    stdout: collecting((text) => (written.stdout += text)),
    stderr: collecting((text) => (written.stderr += text)),
    errorOutput: {
      write: (bytes) => {
        written.stderr += Buffer.from(bytes).toString("utf8");
        return bytes.length;
      },
    },
    clock: systemClock,
    onSignal: () => () => undefined,
    onStray: () => undefined,
    setExitCode: () => undefined,
    exit: () => undefined,
    heldBy: () => [],
    ifStillAlive: () => undefined,
  };
  const code = await runCommand(program, { exits, host });
  return { code, ...written };
}

function collecting(collect: (text: string) => void): PassThrough {
  const stream = new PassThrough();
  stream.on("data", (chunk: Buffer) => collect(chunk.toString("utf8")));
  return stream;
}
