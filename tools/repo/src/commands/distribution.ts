// npm run dist: what is handed to people who have no npm, in dist/: one file that a Node.js runs, a Debian
// package with Node.js inside, and the files of an image. Builds what has changed first.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { version, writeBundle } from "../distribution/bundle.ts";
import { hasDpkg, writeDebianPackage } from "../distribution/debian.ts";
import { writeImageFiles } from "../distribution/oci.ts";
import { root } from "../workspace.ts";

const target = path.join(root, "dist");
execFileSync("turbo", ["run", "build", "--output-logs=errors-only"], {
  cwd: root,
  stdio: "inherit",
});
fs.mkdirSync(target, { recursive: true });
const bundle = path.join(target, `holdfast-${version}.mjs`);
await writeBundle(bundle);
console.log(path.relative(root, bundle));
if (hasDpkg()) {
  const made = writeDebianPackage(target, { bundle, compression: "xz" });
  console.log(path.relative(root, made));
} else console.log("no Debian package: dpkg-deb is not here");
console.log(path.relative(root, writeImageFiles(target, bundle)));
