import fs from "node:fs";

/** Of this package, as its package.json has it. */
export const version: string = read();

function read(): string {
  const manifest: unknown = JSON.parse(
    fs.readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  const found = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return found ? String(manifest.version) : "0.0.0";
}
