// npm start: builds what has changed, then runs the controller and both agents on this machine.
// Arguments go to apps/one-machine: `npm start -- --help` lists them.
import { spawn, spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const main = path.join(root, "apps", "one-machine", "dist", "main.js");

console.log("start: building what has changed since the last build");
const built = spawnSync(
  "turbo",
  ["run", "build", "--filter=@holdfast/one-machine", "--output-logs=errors-only"],
  {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    shell: process.platform === "win32",
  },
);
if (built.error) throw built.error;
if (built.status !== 0) {
  console.error(built.stdout);
  console.error("start: the build failed; nothing was started");
  process.exit(built.status ?? 1);
}

const child = spawn(process.execPath, [main, ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
// It stops what it started, in order; then this ends with its answer.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("close", (status, signal) => {
  process.exitCode = status ?? 128 + (os.constants.signals[signal] ?? 0);
});
