// Packs every package that is published, as it would be published (so after `turbo run build`), and
// holds the tarball against publint and @arethetypeswrong/cli. Prints the sizes, and fails where
// one is over its bound.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const BOUND = 400 * 1024; // bytes, packed

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const packed = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-packages-"));
process.once("exit", () => fs.rmSync(packed, { recursive: true, force: true }));
const faults = [];

/** Runs a command, and returns what it printed; a failure is one more fault. */
function run(what, command, args, cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) faults.push(`${what}\n${stdout}${stderr}`);
  return stdout;
}

for (const floor of ["packages", "apps"]) {
  for (const room of fs.readdirSync(path.join(root, floor))) {
    const folder = path.join(root, floor, room);
    if (!fs.existsSync(path.join(folder, "package.json"))) continue;
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
    if (manifest.private) continue;
    const before = new Set(fs.readdirSync(packed));
    run(`${room}: pnpm pack`, "pnpm", ["pack", "--pack-destination", packed], folder);
    const name = fs.readdirSync(packed).find((file) => !before.has(file));
    if (name === undefined) continue;
    const tarball = path.join(packed, name);
    const { size } = fs.statSync(tarball);
    console.log(`${String(Math.ceil(size / 1024)).padStart(5)} KB  ${manifest.name}`);
    if (size > BOUND) faults.push(`${room}: ${size} bytes packed, over the bound of ${BOUND}`);
    run(`${room}: publint`, "publint", ["--strict", tarball]);
    run(`${room}: attw`, "attw", [tarball, "--profile", "esm-only", "--no-emoji"]);
  }
}

for (const fault of faults) console.error(`packages: ${fault}`);
console.log(
  faults.length === 0 ? "packages: all pack cleanly" : `packages: ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
