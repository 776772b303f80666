// node scripts/publish.mjs FOLDER: publishes each tarball of a folder whose version the registry does not have
// yet. Needs Node and its npm alone: the job of the release that may publish runs this, and nothing of any
// dependency.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("publish: name the folder of the tarballs, which `npm run release` makes");
  process.exit(2);
}

/** Runs a command, and gives what it wrote; undefined where it failed with one of these npm codes. */
function output(command, args, ...codes) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return stdout;
  if (codes.some((code) => `${stdout}${stderr}`.includes(code))) return undefined;
  console.error(`publish: ${command} ${args[0]} failed\n${stderr}${error?.message ?? ""}`);
  process.exit(1);
}

for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".tgz"))) {
  const tarball = path.resolve(folder, file);
  const { name, version } = JSON.parse(output("tar", ["-xzOf", tarball, "package/package.json"]));
  const known = output("npm", ["view", `${name}@${version}`, "version"], "E404") ?? "";
  if (known.trim() === version) {
    console.log(`publish: ${name} ${version} is there`);
    continue;
  }
  output("npm", ["publish", tarball, "--access", "public", "--ignore-scripts"]);
  console.log(`publish: ${name} ${version} published`);
}
