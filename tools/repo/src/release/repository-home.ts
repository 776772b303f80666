// Where this repository lives, as its packages are to say when they are published. It is found, never
// written down: a registry refuses provenance where a manifest names another place than the build's.
import process from "node:process";

// @boundaries-ignore it must be readable before anything is built, and imports nothing
import { repositoryPage } from "../../../../packages/create-holdfast-connect/src/repository-page.ts";
import { capture } from "../run-command.ts";

/** `git remote get-url origin`; undefined where there is none. */
function originOf(): string | undefined {
  const { status, stdout } = capture("git", ["remote", "get-url", "origin"]);
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * The page of this repository: where the workflow runs, or else what `origin` is.
 *
 * @throws {Error} where neither says
 */
export function repositoryHome(
  environment: NodeJS.ProcessEnv = process.env,
  origin: () => string | undefined = originOf,
): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = environment;
  const remote = server && name ? `${server}/${name}` : origin();
  const page = remote === undefined ? undefined : repositoryPage(remote);
  if (page !== undefined) return page;
  throw new Error(
    `nothing says where this repository lives${remote === undefined ? "" : ` (${remote} is no public place)`}, so its packages could not say where they come from: publish from the release workflow, or set the remote with \`git remote add origin URL\``,
  );
}

export interface ProvenanceFields {
  readonly repository: { readonly type: "git"; readonly url: string; readonly directory: string };
  readonly homepage?: string;
  readonly bugs?: { readonly url: string };
}

/** What the manifest of the package in `directory` says of where it comes from. */
export function provenanceFields(
  home: string,
  directory: string,
  environment: NodeJS.ProcessEnv = process.env,
): ProvenanceFields {
  const repository = { type: "git", url: `git+${home}.git`, directory } as const;
  // How the pages below are called is known of GitHub alone.
  const forges = ["https://github.com", environment["GITHUB_SERVER_URL"]];
  const known = forges.some((forge) => forge && new URL(forge).host === new URL(home).host);
  if (!known) return { repository };
  return {
    repository,
    homepage: `${home}/tree/HEAD/${directory}#readme`,
    bugs: { url: `${home}/issues` },
  };
}
