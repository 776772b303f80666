// The folder of generated clients. Only files that this command made are replaced or removed.
import fs from "node:fs";
import path from "node:path";

import { GENERATED, GenerateError } from "../generate/index.js";

export interface Changes {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * What must change so that the folder has these files, and of the generated ones no other.
 *
 * @throws GenerateError ERR_GENERATE_FOREIGN where somebody else's file is in the way
 */
export function changesOf(folder: string, files: ReadonlyMap<string, string>): Changes {
  const there = generatedFiles(folder);
  const written = [...files].flatMap(([name, text]) => {
    const now = there.get(name) ?? read(path.join(folder, name));
    if (now !== undefined && !there.has(name)) {
      const said = `${path.join(folder, name)} was not made by this command: move it, or choose another --out`;
      throw new GenerateError("ERR_GENERATE_FOREIGN", said);
    }
    return now === text ? [] : [name];
  });
  return { written, removed: [...there.keys()].filter((name) => !files.has(name)) };
}

export function applyChanges(
  folder: string,
  files: ReadonlyMap<string, string>,
  { written, removed }: Changes,
): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of written) fs.writeFileSync(path.join(folder, name), files.get(name) ?? "");
  for (const name of removed) fs.rmSync(path.join(folder, name));
}

function generatedFiles(folder: string): Map<string, string> {
  if (!fs.existsSync(folder)) return new Map();
  const names = fs.readdirSync(folder).filter((name) => name.endsWith(".ts"));
  const texts = names.map((name): [string, string] => [name, read(path.join(folder, name)) ?? ""]);
  return new Map(texts.filter(([, text]) => text.startsWith(GENERATED)));
}

function read(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}
