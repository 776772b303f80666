// Builds what is soaked, then lets a fleet live through a seed's faults: `npm run soak [-- --seed 7 --for 10m
// --agents 20 --bounces 100000]`.
import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const room = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const root = path.dirname(path.dirname(room));

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (error !== undefined) throw error;
  return status ?? 1;
}

const filter = ["--filter=@holdfast/prove", "--output-logs=errors-only"];
process.exitCode = run("turbo", ["run", "build", ...filter]);
if (process.exitCode === 0) {
  const soak = path.join(room, "dist/soak/main.js");
  process.exitCode = run(process.execPath, ["--expose-gc", soak, ...process.argv.slice(2)]);
}
