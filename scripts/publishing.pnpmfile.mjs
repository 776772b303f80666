// What pnpm asks while it packs for a release (`scripts/release.mjs` names this file to it): the
// manifest in the tarball says where the package comes from, the one in the work tree stays as it is.
import path from "node:path";

import { root } from "./packed.mjs";
import { provenanceFields, repositoryHome } from "./repository-home.mjs";

export const hooks = {
  beforePacking(manifest, directory) {
    const room = path.relative(root, directory).split(path.sep).join("/");
    return { ...manifest, ...provenanceFields(repositoryHome(), room) };
  },
};
