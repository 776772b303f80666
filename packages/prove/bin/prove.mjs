// Builds what is proven, then runs the five harnesses: `npm run prove [-- --only 1,2] [-- --some]`.
// The page in docs/ is written by a run of all of it that skipped nothing, and by no other.
import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const room = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const root = path.dirname(path.dirname(room));
const options = process.argv.slice(2);
const all = options.length === 0;

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (error !== undefined) throw error;
  return status ?? 1;
}

process.exitCode = run("turbo", [
  "run",
  "build",
  "--filter=@holdfast/prove",
  "--output-logs=errors-only",
]);
if (process.exitCode === 0) {
  const page = "docs/prove.md";
  const kept = all ? ["--page", path.join(root, page)] : [];
  process.exitCode = run(process.execPath, [path.join(room, "dist/main.js"), ...kept, ...options]);
  if (all) run("oxfmt", [page]);
}
