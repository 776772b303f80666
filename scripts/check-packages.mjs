// Holds every package, as it would be published, against publint, @arethetypeswrong/cli and what a
// manifest of ours must say. Prints the sizes, and fails where one is over its bound. Then releases all
// of them to a registry on loopback.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

import { checkRelease } from "./check-release.mjs";
import { packed, root } from "./packed.mjs";

/** KB, packed: about a third above what each has. One that grows past it gets a new bound on purpose. */
const BOUNDS = {
  "apps/controller": 260,
  "apps/machine-agent": 30,
  "apps/model-agent": 35,
  "packages/agent-config": 105,
  "packages/agent-manifold": 110,
  "packages/agent-runtime": 75,
  "packages/api-open": 145,
  "packages/certificates": 24,
  "packages/command-line": 75,
  "packages/connect": 80,
  "packages/connect-only": 12,
  "packages/connect-scary": 14,
  "packages/connect-testkit": 120,
  "packages/create-holdfast-connect": 28,
  "packages/dependency-engine": 165,
  "packages/facades": 65,
  "packages/fault-proxy": 35,
  "packages/file-lock": 16,
  "packages/introspection": 130,
  "packages/names": 27,
  "packages/ports": 18,
  "packages/rpc": 75,
  "packages/workers": 22,
};

const house = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
const faults = [];

function command(what, name, args) {
  const { status, stdout, stderr, error } = spawnSync(name, args, {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (error) throw error;
  if (status !== 0) faults.push(`${what}\n${stdout}${stderr}`);
  return stdout;
}

/** What the manifest in a tarball must say, beyond what publint and attw look at. */
function checkManifest(room, tarball) {
  const files = command(`${room}: tar`, "tar", ["-tzf", tarball]).split("\n");
  const text = command(`${room}: tar`, "tar", ["-xzOf", tarball, "package/package.json"]);
  const manifest = JSON.parse(text);
  const must = (holds, what) => {
    if (!holds) faults.push(`${room}: ${what}`);
  };
  must(manifest.license === house.license, `the licence is ${manifest.license}`);
  must(manifest.engines?.node === house.engines.node, "engines differ from the house's");
  must(manifest.type === "module", "it is not ESM");
  must(Array.isArray(manifest.files), "files are not named");
  must(manifest.description, "it has no description");
  must(manifest.publishConfig?.access === "public", "its access is not public");
  must(!/"(?:workspace|catalog):/.test(text), "its dependencies are the workspace's");
  must(!text.includes('"@holdfast/source":'), "it exports sources to the workspace");
  for (const file of ["LICENSE", "README.md"])
    must(files.includes(`package/${file}`), `it has no ${file}`);
  must(
    !files.some((file) => /tsbuildinfo|node_modules|^package\/test\//.test(file)),
    "it has too much",
  );
  for (const [entry, target] of Object.entries(manifest.exports)) {
    if (typeof target === "string") continue;
    for (const condition of ["types", "default"]) {
      const file = path.posix.join("package", target[condition] ?? "");
      must(files.includes(file), `${entry} has no ${condition}`);
    }
  }
}

const packages = packed();
for (const { name, room, tarball } of packages) {
  const { size } = fs.statSync(tarball);
  const bound = BOUNDS[room];
  const kilobytes = (count) => String(Math.ceil(count)).padStart(4);
  console.log(`${kilobytes(size / 1024)} KB of ${kilobytes(bound ?? 0)}  ${name}`);
  if (bound === undefined) faults.push(`${room}: has no bound in scripts/check-packages.mjs`);
  else if (size > bound * 1024) faults.push(`${room}: ${size} bytes packed, over ${bound} KB`);
  checkManifest(room, tarball);
  command(`${room}: publint`, "publint", ["--strict", tarball]);
  command(`${room}: attw`, "attw", [tarball, "--profile", "esm-only", "--no-emoji"]);
}
for (const room of Object.keys(BOUNDS)) {
  if (!packages.some((each) => each.room === room)) faults.push(`${room}: is not published`);
}
faults.push(...(await checkRelease(packages)));

for (const fault of faults) console.error(`packages: ${fault}`);
console.log(
  faults.length === 0
    ? `packages: all ${packages.length} pack cleanly, and a release of them says where they come from`
    : `packages: ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
