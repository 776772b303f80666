import fs from "node:fs";

import {
  GenerateError,
  generateClients,
  type JujuFacade,
  parseSchema,
  selectFacades,
} from "../generate/index.js";
import { type Arguments, parseArguments, USAGE } from "./arguments.js";
import { applyChanges, changesOf } from "./client-folder.js";

/** Where the command writes. */
export interface Terminal {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** @returns the exit code: 0 made, 2 wrong usage, 1 anything else */
export function run(args: readonly string[], { stdout, stderr }: Terminal): number {
  try {
    const asked = parseArguments(args);
    stdout.write(asked === "help" ? USAGE : `${generate(asked, stderr)}\n`);
    return 0;
  } catch (error) {
    const code = error instanceof GenerateError ? error.code : "ERR_GENERATE_FAILED";
    stderr.write(`error ${code}: ${error instanceof Error ? error.message : String(error)}\n`);
    return code === "ERR_GENERATE_USAGE" ? 2 : 1;
  }
}

function generate(
  { schemas, out, check, ...selection }: Arguments,
  stderr: NodeJS.WritableStream,
): string {
  const files = generateClients(selectFacades(readSchemas(schemas, stderr), selection));
  const changes = changesOf(out, files);
  const count = `${files.size - 1} clients in ${out}`;
  if (!check) {
    applyChanges(out, files, changes);
    return `${count}: ${changes.written.length} files written, ${changes.removed.length} removed`;
  }
  const stale = [...changes.written, ...changes.removed];
  if (stale.length === 0) return `${count} are as the schema says`;
  throw new GenerateError(
    "ERR_GENERATE_STALE",
    `${stale.length} files in ${out} are not as the schema says, such as ${stale[0]}: generate them again`,
  );
}

/** The facades of all schemas; of one that several describe, what the first says. */
function readSchemas(names: readonly string[], stderr: NodeJS.WritableStream): JujuFacade[] {
  const found = new Map<string, { readonly facade: JujuFacade; readonly file: string }>();
  for (const file of names) {
    for (const facade of parseSchema(readText(file), file)) {
      const key = `${facade.Name} ${facade.Version}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { facade, file });
      else if (known.file !== file)
        stderr.write(`${key} is in ${known.file} and ${file}: the first counts\n`);
      else throw new GenerateError("ERR_SCHEMA_SHAPE", `${file} describes ${key} twice`);
    }
  }
  return [...found.values()].map(({ facade }) => facade);
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GenerateError("ERR_SCHEMA_FILE", `${file} cannot be read: ${why}`, { cause });
  }
}
