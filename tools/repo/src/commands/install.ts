// npm run setup [-- PREFIX]: from a clone, puts `holdfast`, `controller`, `machine-agent` and `model-agent`
// on the PATH. They run what is built here, with the Node.js that is used here; run it again after a pull.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { makeFolder } from "../make-folder.ts";
import { writeBundle } from "../distribution/bundle.ts";
import { wrappers, writeWrappers } from "../distribution/wrapper.ts";
import { root } from "../workspace.ts";

const [given] = process.argv.slice(2);
const prefix = path.resolve(
  given ?? (canWrite("/usr/local/bin") ? "/usr/local" : `${os.homedir()}/.local`),
);
// Copied, since a service may not see the clone: the units keep home folders from it.
const home = path.join(prefix, "lib/holdfast");
const bin = path.join(prefix, "bin");
for (const folder of [home, bin]) makePlace(folder);

execFileSync("turbo", ["run", "build", "--output-logs=errors-only"], {
  cwd: root,
  stdio: "inherit",
});

const bundle = path.join(home, "holdfast.mjs");
await writeBundle(bundle);
const node = path.join(home, "node");
fs.rmSync(node, { force: true }); // it may be running
fs.copyFileSync(process.execPath, node);
fs.chmodSync(node, 0o755);

const taken = writeWrappers(bin, wrappers(node, bundle));
console.log(`installed: ${bin}/holdfast, and the programs by their own names`);
for (const file of taken) console.log(`left alone: ${file} is something else; use holdfast NAME`);
if (!(process.env["PATH"] ?? "").split(path.delimiter).includes(bin)) {
  console.log(`now: export PATH="${bin}:$PATH"`);
}

/** Ends here, before anything is built, where nothing can be put there. */
function makePlace(folder: string): void {
  try {
    makeFolder(folder);
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    console.error(
      `error: nothing can be installed in ${folder} (${String(code)}): name another place, npm run setup -- PREFIX`,
    );
    process.exit(2);
  }
}

function canWrite(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
