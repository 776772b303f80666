import fs from "node:fs";
import path from "node:path";

/** The packages that a pending changeset gives a new major version. */
export function majorPackages(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of fs.readdirSync(folder).filter((each) => each.endsWith(".md"))) {
    const [, head = ""] = fs.readFileSync(path.join(folder, file), "utf8").split(/^---$/m);
    for (const [, name = ""] of head.matchAll(/^"([^"]+)": major$/gm)) found.add(name);
  }
  return found;
}
