// npm run release: builds, then packs every package that is published into a folder (release/, or what is
// named), with where it comes from in its manifest, and beside them what all of it is made of (SBOM,
// CycloneDX). Refuses before anything is built where no home is known. It publishes nothing:
// scripts/publish.mjs does, which runs no dependency.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { packPackages } from "../packages/pack.ts";
import { writeSbom } from "../release/sbom.ts";
import { repositoryHome } from "../release/repository-home.ts";
import { runOrExit } from "../run-command.ts";
import { root } from "../workspace.ts";

try {
  console.log(`release: from ${repositoryHome()}`);
} catch (error) {
  console.error(`release: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
}
const folder = path.resolve(root, process.argv[2] ?? "release");
runOrExit("turbo", ["run", "build"]);
fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
const pnpmfile = path.join(import.meta.dirname, "../release/publishing.pnpmfile.mjs");
const packed = packPackages({ folder, env: { ...process.env, PNPM_CONFIG_PNPMFILE: pnpmfile } });
const tags = packed.map(({ name, manifest }) => `${name}@${manifest.version}\n`);
fs.writeFileSync(path.join(folder, "tags.txt"), tags.join(""));
writeSbom(path.join(folder, "holdfast.cdx.json"));
console.log(`release: ${packed.length} packages, and what they are made of, are in ${folder}`);
