import fs from "node:fs/promises";

/** Beside `src` and `dist` alike, so that it is found from either. */
const file = new URL("../../dist/page.html", import.meta.url);

/** The live page, whole; undefined where it has not been built. A bundle has it inside instead. */
export function readPage(): Promise<string | undefined> {
  return fs.readFile(file, "utf8").catch(() => undefined);
}
