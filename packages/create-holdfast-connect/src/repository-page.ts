// Imports nothing, so that the house's own release script can read it before anything is built.

/**
 * The page that people open of a git remote, https and without credentials; undefined for a place on
 * this machine.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { repositoryPage } from "create-holdfast-connect";
 *
 * assert.equal(repositoryPage("git@forge.example:acme/vault.git"), "https://forge.example/acme/vault");
 * assert.equal(repositoryPage("/srv/vault.git"), undefined);
 * ```
 */
export function repositoryPage(remote: string): string | undefined {
  // git's short form, user@host:path. A single letter before the colon is a drive.
  const short = /^(?:[^@/]+@)?([^:/]{2,}):(?!\/)(.+)$/.exec(remote);
  const text = short === null ? remote : `ssh://${short[1]}/${short[2]}`;
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, host, pathname } = new URL(text);
  if (!["https:", "http:", "ssh:", "git:"].includes(protocol) || hostname === "") return undefined;
  const place = pathname
    .replace(/^\/+/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
  // A port for ssh or git is none for the page.
  const at = protocol.startsWith("http") ? host : hostname;
  return place === "" ? undefined : `https://${at}/${place}`;
}
