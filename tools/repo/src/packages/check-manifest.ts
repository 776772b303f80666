// What the manifest in a tarball must say, beyond what publint and attw look at.
import path from "node:path";

import type { Manifest } from "../workspace.ts";

/**
 * @param files the paths in the tarball
 * @param text the manifest in the tarball
 * @param house the manifest of the repository
 * @returns what is wrong with it
 */
export function checkPackedManifest(
  files: readonly string[],
  text: string,
  house: Manifest,
): string[] {
  const manifest: Manifest = JSON.parse(text);
  const faults: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) faults.push(what);
  };
  must(manifest.license === house.license, `the licence is ${manifest.license}`);
  must(manifest.engines?.node === house.engines?.node, "engines differ from the repository's");
  must(manifest.type === "module", "it is not ESM");
  must(Array.isArray(manifest.files), "files are not named");
  must(Boolean(manifest.description), "it has no description");
  must(manifest.publishConfig?.access === "public", "its access is not public");
  must(!/"(?:workspace|catalog):/.test(text), "its dependencies are the workspace's");
  must(!text.includes('"@holdfast/source":'), "it exports sources to the workspace");
  for (const file of ["LICENSE", "README.md"])
    must(files.includes(`package/${file}`), `it has no ${file}`);
  must(
    !files.some((file) => /tsbuildinfo|node_modules|^package\/test\//.test(file)),
    "it has too much",
  );
  for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
    if (typeof target === "string") continue;
    for (const condition of ["types", "default"]) {
      const file = path.posix.join("package", target[condition] ?? "");
      must(files.includes(file), `${entry} has no ${condition}`);
    }
  }
  return faults;
}
