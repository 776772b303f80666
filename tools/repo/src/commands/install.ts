// npm run setup [-- PREFIX]: from a clone, puts `holdfast`, `controller`, `machine-agent` and `model-agent`
// on the PATH. They run what is built here, with the Node.js that is used here; run it again after a pull.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { writeBundle } from "../distribution/bundle.ts";
import { wrappers, writeWrappers } from "../distribution/wrapper.ts";
import { root } from "../workspace.ts";

const [given] = process.argv.slice(2);
const prefix = path.resolve(
  given ?? (canWrite("/usr/local/bin") ? "/usr/local" : `${os.homedir()}/.local`),
);
execFileSync("turbo", ["run", "build", "--output-logs=errors-only"], {
  cwd: root,
  stdio: "inherit",
});

// Copied, since a service may not see the clone: the units keep home folders from it.
const home = path.join(prefix, "lib/holdfast");
fs.mkdirSync(home, { recursive: true });
const bundle = path.join(home, "holdfast.mjs");
await writeBundle(bundle);
const node = path.join(home, "node");
fs.rmSync(node, { force: true }); // it may be running
fs.copyFileSync(process.execPath, node);
fs.chmodSync(node, 0o755);

const bin = path.join(prefix, "bin");
const taken = writeWrappers(bin, wrappers(node, bundle));
console.log(`installed: ${bin}/holdfast, and the programs by their own names`);
for (const file of taken) console.log(`left alone: ${file} is something else; use holdfast NAME`);
if (!(process.env["PATH"] ?? "").split(path.delimiter).includes(bin)) {
  console.log(`now: export PATH="${bin}:$PATH"`);
}

function canWrite(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
