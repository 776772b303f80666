import path from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";

import { connectScaffold } from "./connect-scaffold.js";
import { createPackage } from "./create.js";
import { CreateError } from "./errors.js";
import type { Scaffold } from "./scaffold.js";

/** Where the command reads and writes. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Whether somebody is there to answer. */
  readonly interactive: boolean;
}

const usageOf = ({
  command,
  makes,
  example,
}: Scaffold): string => `Usage: ${command} [PACKAGE] [-- --directory DIR] [--yes]

${makes} PACKAGE is its name, such as ${example}.

  --directory DIR  where to make it; a folder named like the package by default
  --yes            ask nothing
  --help           show this
`;

/** @returns the exit code: 0 made, 2 wrong usage, 1 anything else */
export async function run(
  args: readonly string[],
  terminal: Terminal,
  scaffold: Scaffold = connectScaffold,
): Promise<number> {
  try {
    const { name, directory: given, help, yes } = parse(args);
    if (help) {
      terminal.stdout.write(usageOf(scaffold));
      return 0;
    }
    const { defaultName, tests } = scaffold;
    const packageName = name ?? (yes ? defaultName : await askName(terminal, defaultName));
    scaffold.values(packageName); // refuses a name that is none, before it becomes a folder's
    const directory = path.resolve(given ?? packageName.replace(/^.*\//, ""));
    const files = await createPackage(scaffold, directory, packageName);
    terminal.stdout.write(nextSteps(packageName, directory, files, tests));
    return 0;
  } catch (error) {
    const known = error instanceof CreateError;
    const code = known ? error.code : "ERR_CREATE_FAILED";
    const message = error instanceof Error ? error.message : String(error);
    terminal.stderr.write(`error ${code}: ${message}\n`);
    return known ? 2 : 1;
  }
}

interface Arguments {
  readonly name: string | undefined;
  readonly directory: string | undefined;
  readonly help: boolean;
  readonly yes: boolean;
}

function parse(args: readonly string[]): Arguments {
  const options = {
    directory: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
    yes: { type: "boolean", short: "y", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length > 1) throw new TypeError(`one name is enough: ${positionals.join(" ")}`);
    return { directory: undefined, ...values, name: positionals[0] };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CreateError("ERR_CREATE_USAGE", `${message} (see --help)`, { cause });
  }
}

async function askName(
  { stdin, stdout, interactive }: Terminal,
  defaultName: string,
): Promise<string> {
  if (!interactive) return defaultName;
  const prompt = createInterface({ input: stdin, output: stdout });
  try {
    return (await prompt.question(`Name of the package (${defaultName}): `)).trim() || defaultName;
  } finally {
    prompt.close();
  }
}

function nextSteps(
  name: string,
  directory: string,
  files: readonly string[],
  tests: string,
): string {
  return `${name}
${files.map((file) => `  ${file}\n`).join("")}
  cd ${path.relative(process.cwd(), directory) || "."}
  npm install
  npm test          # ${tests}
`;
}
