// What pnpm asks while it packs for a release (`release.ts` names this file to it): the manifest in the
// tarball says where the package comes from, the one in the work tree stays as it is. pnpm takes no
// TypeScript here.
import path from "node:path";

import { root } from "../workspace.ts";
import { provenanceFields, repositoryHome } from "./repository-home.ts";

export const hooks = {
  beforePacking(manifest, directory) {
    const folder = path.relative(root, directory).split(path.sep).join("/");
    return { ...manifest, ...provenanceFields(repositoryHome(), folder) };
  },
};
