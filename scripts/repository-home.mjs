// Where this repository lives, as its packages are to say when they are published. It is found, never
// written down: a registry refuses provenance where a manifest names another place than the build's.
import { spawnSync } from "node:child_process";
import process from "node:process";

import { repositoryPage } from "../packages/create-holdfast-connect/src/repository-page.ts";
import { root } from "./packed.mjs";

/** `git remote get-url origin`; undefined where there is none. */
function originOf() {
  const { status, stdout } = spawnSync("git", ["remote", "get-url", "origin"], {
    cwd: root,
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * The page of this repository: where the workflow runs, or else what `origin` is.
 *
 * @throws {Error} where neither says
 */
export function repositoryHome(environment = process.env, origin = originOf) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = environment;
  const remote = server && name ? `${server}/${name}` : origin();
  const page = remote === undefined ? undefined : repositoryPage(remote);
  if (page !== undefined) return page;
  throw new Error(
    `nothing says where this repository lives${remote === undefined ? "" : ` (${remote} is no public place)`}, so its packages could not say where they come from: publish from the release workflow, or set the remote with \`git remote add origin URL\``,
  );
}

/** What the manifest of the package in `directory` says of where it comes from. */
export function provenanceFields(home, directory, environment = process.env) {
  const repository = { type: "git", url: `git+${home}.git`, directory };
  // How the pages below are called is known of GitHub alone.
  const forges = ["https://github.com", environment.GITHUB_SERVER_URL].filter(Boolean);
  if (!forges.some((forge) => new URL(forge).host === new URL(home).host)) return { repository };
  return {
    repository,
    homepage: `${home}/tree/HEAD/${directory}#readme`,
    bugs: { url: `${home}/issues` },
  };
}
