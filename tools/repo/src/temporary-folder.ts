import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

/** A new temporary folder, removed when the process ends. */
export function temporaryFolder(purpose: string): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `holdfast-${purpose}-`)));
  process.once("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
