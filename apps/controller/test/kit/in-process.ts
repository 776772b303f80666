import { EXIT } from "@holdfast/command-line";
import { runInProcess } from "@holdfast/program-testkit";

import { program } from "../../src/cli/program.js";
import { USAGE_CODES } from "../../src/errors.js";

const exits = USAGE_CODES.map((error) => ({ error, exit: EXIT.usage }));

/** What a command left behind. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command of the program in this process, with this on its standard input. */
export async function ran(argv: readonly string[], input = ""): Promise<Ran> {
  const { code, stdout, stderr } = await runInProcess(program, exits, argv, input);
  return { code, out: stdout, err: stderr };
}
