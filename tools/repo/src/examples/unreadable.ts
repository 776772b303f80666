import path from "node:path";

import { capture } from "../run-command.ts";

/**
 * Which of these TypeScript files a Node cannot read, with why: their syntax is newer than it is.
 *
 * @param node - its path
 */
export function unreadable(node: string, files: readonly string[]): ReadonlyMap<string, string> {
  const parser = path.join(import.meta.dirname, "parse-all.mjs");
  const args = ["--no-warnings", "--experimental-vm-modules", parser, ...files];
  const { status, stdout, stderr } = capture(node, args);
  if (status !== 0) throw new Error(`${node} did not parse the examples: ${stderr}`);
  return new Map(
    files.flatMap((file): [string, string][] => {
      const line = stdout.split("\n").find((each) => each.startsWith(`${file}: `));
      return line === undefined ? [] : [[file, line.slice(file.length + 2)]];
    }),
  );
}
