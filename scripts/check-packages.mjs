// Holds every package, as it would be published, against publint and @arethetypeswrong/cli. Prints
// the sizes, and fails where one is over its bound.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import process from "node:process";

import { packed, root } from "./packed.mjs";

const BOUND = 400 * 1024; // bytes, packed
const faults = [];

function check(what, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (error) throw error;
  if (status !== 0) faults.push(`${what}\n${stdout}${stderr}`);
}

for (const { name, room, tarball } of packed()) {
  const { size } = fs.statSync(tarball);
  console.log(`${String(Math.ceil(size / 1024)).padStart(5)} KB  ${name}`);
  if (size > BOUND) faults.push(`${room}: ${size} bytes packed, over the bound of ${BOUND}`);
  check(`${room}: publint`, "publint", ["--strict", tarball]);
  check(`${room}: attw`, "attw", [tarball, "--profile", "esm-only", "--no-emoji"]);
}

for (const fault of faults) console.error(`packages: ${fault}`);
console.log(
  faults.length === 0 ? "packages: all pack cleanly" : `packages: ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
