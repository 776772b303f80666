// Packs every package that is published, as it would be published; needs what `turbo run build`
// builds.
import path from "node:path";
import process from "node:process";

import { runOrExit } from "../run-command.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type Package, publishedPackages, root } from "../workspace.ts";

export interface PackedPackage extends Package {
  /** The path of the tarball. */
  readonly tarball: string;
}

export interface PackOptions {
  /** Of the packages; all that are published where left out. */
  readonly names?: readonly string[];
  /** Where the tarballs go; a temporary folder, removed when the process ends, where left out. */
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Packs every package that is published, or those that are named. */
export function packPackages(options: PackOptions = {}): PackedPackage[] {
  const { names, folder = temporaryFolder("packed"), env = process.env } = options;
  return publishedPackages()
    .filter(({ name }) => names === undefined || names.includes(name))
    .map((each) => {
      const tarball = path.join(folder, `${each.name.replaceAll(/[@/]/g, "-")}.tgz`);
      runOrExit("pnpm", ["pack", "--silent", "--out", tarball], {
        cwd: path.join(root, each.folder),
        env,
      });
      return { ...each, tarball };
    });
}
