// The commands as small shell scripts: a script needs no rights to a Node.js of its own, and says which
// one it uses.
import fs from "node:fs";
import path from "node:path";

import { makeFolder } from "../make-folder.ts";
import { programNames } from "./bundle.ts";

/** By which a script of ours is known again, and may be overwritten. */
const mark = "# A command of Holdfast.";

/** A script that runs `file` with that Node.js. */
function script(node: string, file: string, words: string): string {
  return `#!/bin/sh\n${mark}\nexec ${quoted(node)} ${quoted(file)} ${words}"$@"\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** What is on the PATH: `holdfast NAME …`, and each program by its own name. */
export function wrappers(node: string, file: string): Readonly<Record<string, string>> {
  const own = programNames.map((name) => [name, script(node, file, `${name} `)]);
  return { holdfast: script(node, file, ""), ...Object.fromEntries(own) };
}

/** Writes them into a folder; answers with those that something else has the name of. */
export function writeWrappers(
  folder: string,
  scripts: Readonly<Record<string, string>>,
): readonly string[] {
  makeFolder(folder);
  return Object.entries(scripts).flatMap(([name, text]) => {
    const file = path.join(folder, name);
    if (fs.existsSync(file) && !fs.readFileSync(file, "utf8").includes(mark)) return [file];
    fs.writeFileSync(file, text, { mode: 0o755 });
    fs.chmodSync(file, 0o755);
    return [];
  });
}
