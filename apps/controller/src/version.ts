import fs from "node:fs";

import * as v from "valibot";

const manifest = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string() }));

/** The package's own version. */
export function version(): string {
  const file = new URL("../package.json", import.meta.url);
  return v.parse(manifest, fs.readFileSync(file, "utf8")).version;
}
