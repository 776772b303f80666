// What the published packages are made of, as pnpm reads it from the lockfile.
import fs from "node:fs";
import process from "node:process";

import { capture } from "../run-command.ts";

/** Writes it as CycloneDX, JSON: every package of ours and every dependency that is installed with one. */
export function writeSbom(file: string): void {
  const args = ["sbom", "--sbom-format", "cyclonedx", "--prod", "--lockfile-only"];
  const { status, stdout, stderr } = capture("pnpm", args);
  if (status !== 0 || !/"bomFormat": ?"CycloneDX"/.test(stdout)) {
    console.error(`release: pnpm made no SBOM\n${stdout}${stderr}`);
    process.exit(1);
  }
  fs.writeFileSync(file, stdout);
}
