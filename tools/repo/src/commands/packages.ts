// turbo run packages: holds every package, as it would be published, against publint,
// @arethetypeswrong/cli and what a manifest of ours must say. Prints the sizes, and fails where one is
// over its limit. Then releases all of them to a registry on loopback.
import fs from "node:fs";
import process from "node:process";

import { checkPackedManifest } from "../packages/check-manifest.ts";
import { packPackages } from "../packages/pack.ts";
import { SIZE_LIMITS } from "../packages/size-limits.ts";
import { checkRelease } from "../release/check-release.ts";
import { capture } from "../run-command.ts";
import { readManifest } from "../workspace.ts";

const house = readManifest(".");
const faults: string[] = [];

function command(what: string, name: string, args: readonly string[]): string {
  const { status, stdout, stderr } = capture(name, args);
  if (status !== 0) faults.push(`${what}\n${stdout}${stderr}`);
  return stdout;
}

const packages = packPackages();
for (const { name, folder, tarball } of packages) {
  const { size } = fs.statSync(tarball);
  const limit = SIZE_LIMITS[folder];
  const kilobytes = (count: number): string => String(Math.ceil(count)).padStart(4);
  console.log(`${kilobytes(size / 1024)} KB of ${kilobytes(limit ?? 0)}  ${name}`);
  if (limit === undefined)
    faults.push(`${folder}: has no limit in tools/repo/src/packages/size-limits.ts`);
  else if (size > limit * 1024) faults.push(`${folder}: ${size} bytes packed, over ${limit} KB`);
  const files = command(`${folder}: tar`, "tar", ["-tzf", tarball]).split("\n");
  const manifest = command(`${folder}: tar`, "tar", ["-xzOf", tarball, "package/package.json"]);
  faults.push(...checkPackedManifest(files, manifest, house).map((fault) => `${folder}: ${fault}`));
  command(`${folder}: publint`, "publint", ["--strict", tarball]);
  command(`${folder}: attw`, "attw", [tarball, "--profile", "esm-only", "--no-emoji"]);
}
for (const folder of Object.keys(SIZE_LIMITS)) {
  if (!packages.some((each) => each.folder === folder)) faults.push(`${folder}: is not published`);
}
faults.push(...(await checkRelease(packages)));

for (const fault of faults) console.error(`packages: ${fault}`);
console.log(
  faults.length === 0
    ? `packages: all ${packages.length} pack cleanly, and a release of them says where they come from`
    : `packages: ${faults.length} faults`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
