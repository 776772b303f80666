// Packs every package that is published, as it would be published; needs what `turbo run build`
// builds. The tarballs go into a temporary folder that is removed when the process ends.
import path from "node:path";

import { runOrExit } from "../run-command.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type Package, publishedPackages, root } from "../workspace.ts";

export interface PackedPackage extends Package {
  /** The path of the tarball. */
  readonly tarball: string;
}

/** Packs every package that is published, or those of these names. */
export function packPackages(...names: readonly string[]): PackedPackage[] {
  const folder = temporaryFolder("packed");
  return publishedPackages()
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map((each) => {
      const tarball = path.join(folder, `${each.name.replaceAll(/[@/]/g, "-")}.tgz`);
      runOrExit("pnpm", ["pack", "--silent", "--out", tarball], {
        cwd: path.join(root, each.folder),
      });
      return { ...each, tarball };
    });
}
