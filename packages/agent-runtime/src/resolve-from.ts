import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { moduleResolve } from "import-meta-resolve";

/** The URL of the first module that `specifier` means; undefined where there is none. */
export function resolveFrom(specifier: string, from: readonly string[]): string | undefined {
  for (const place of from) {
    const parent = place.startsWith("file:") ? place : pathToFileURL(path.join(place, "_")).href;
    try {
      const url = moduleResolve(specifier, new URL(parent), new Set(["node", "import"])).href;
      if (url.startsWith("file:") && fs.existsSync(fileURLToPath(url))) return url;
    } catch {
      // Not there: the next place may have it.
    }
  }
  return undefined;
}
