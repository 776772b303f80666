import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { repositoryPage } from "./repository-page.js";

/** What a package.json says of where its source is; registries hold provenance against it. */
export interface Repository {
  readonly type: "git";
  readonly url: string;
  /** Where in the repository the package is; absent at its root. */
  readonly directory?: string;
}

/**
 * Where the source of a package in `directory` (which need not exist yet) will be: in the repository that
 * it lies in, as that one's `origin` says. Undefined where it lies in none, or that has no such remote:
 * nothing is made up.
 */
export async function repositoryOf(directory: string): Promise<Repository | undefined> {
  const place = await existing(path.resolve(directory));
  const top = await git(place, "rev-parse", "--show-toplevel");
  const origin = await git(place, "remote", "get-url", "origin");
  const page = origin === undefined ? undefined : repositoryPage(origin);
  if (top === undefined || page === undefined) return undefined;
  const inside = path.relative(
    top,
    path.join(await fs.realpath(place), path.relative(place, path.resolve(directory))),
  );
  const within = inside.split(path.sep).join("/");
  return { type: "git", url: `git+${page}.git`, ...(within === "" ? {} : { directory: within }) };
}

/** The nearest folder upwards that exists. */
async function existing(directory: string): Promise<string> {
  const parent = path.dirname(directory);
  const there = await fs.stat(directory).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  return there || parent === directory ? directory : existing(parent);
}

/** What git answers; undefined where it is not installed, or says no. */
async function git(cwd: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("git", args, { cwd, encoding: "utf8" });
    return stdout.trim();
  } catch {
    // No git, no repository, no remote: each means that there is nothing to say.
    return undefined;
  }
}
