import { parseArgs } from "node:util";

import { type FacadeSelection, GenerateError } from "../generate/index.js";

export const USAGE = `Usage: npx @holdfast/facades generate SCHEMA… [--out DIR] [--facade NAME]… [--version N]…

Makes typed clients of the facades that a controller's schema describes (schema.json of Juju's API
server): one TypeScript file for each facade in each version, and index.ts. Of several schemas, such as
those of two releases, the first counts where they describe the same version of a facade.

  --out DIR      where to write them; ./facades by default
  --facade NAME  only this facade, such as Application; may be repeated, or a list with commas
  --version N    only this version; may be repeated, or a list with commas
  --latest       only the greatest version of each facade
  --check        write nothing; fail where what is there is not what would be written
  --help         show this
`;

export interface Arguments extends FacadeSelection {
  readonly schemas: readonly string[];
  readonly out: string;
  readonly check: boolean;
}

/**
 * @returns "help" where that was asked for
 * @throws GenerateError ERR_GENERATE_USAGE
 */
export function parseArguments(args: readonly string[]): Arguments | "help" {
  const { values, positionals } = parsed(args);
  if (values.help) return "help";
  const [command, ...schemas] = positionals;
  if (command !== "generate") throw wrongUsage(`there is no command ${command ?? "given"}`);
  if (schemas.length === 0) throw wrongUsage("no schema is named");
  const { out, check, latest, facade, version } = values;
  const numbers = listed(version)?.map((text) => {
    if (!/^\d+$/.test(text)) throw wrongUsage(`a version is a whole number, and not ${text}`);
    return Number(text);
  });
  return { schemas, out, check, latest, facades: listed(facade), versions: numbers };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string", default: "./facades" },
        facade: { type: "string", multiple: true },
        version: { type: "string", multiple: true },
        latest: { type: "boolean", default: false },
        check: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (cause) {
    throw wrongUsage(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function listed(values: readonly string[] | undefined): string[] | undefined {
  return values?.flatMap((each) => each.split(",")).map((each) => each.trim());
}

function wrongUsage(what: string, cause?: unknown): GenerateError {
  return new GenerateError("ERR_GENERATE_USAGE", `${what} (see --help)`, { cause });
}
