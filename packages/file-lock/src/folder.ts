// Node's own recursive mkdir never returns where a folder that exists says that it does not (/proc,
// some network file systems), and then no signal ends the process either.
import fs from "node:fs";
import path from "node:path";

/**
 * Makes a folder, and what it lies in, where they do not exist.
 *
 * @param mode - of each that is made, without what the umask takes from it
 * @returns the highest folder that was made; undefined where all were there
 * @throws the system's error, such as `EACCES`; `ENOTDIR` where something else has the name
 */
export function makeFolder(folder: string, mode = 0o777): string | undefined {
  const absolute = path.resolve(folder);
  const missing: string[] = [];
  let at = absolute;
  while (!isFolder(at)) {
    missing.unshift(at);
    at = path.dirname(at);
  }
  for (const each of missing) {
    try {
      fs.mkdirSync(each, mode);
    } catch (error) {
      if (!isFolder(each)) throw error; // else another was first
    }
  }
  return missing[0];
}

/** The same for this user alone: mode 0700. */
export function makePrivateFolder(folder: string): string | undefined {
  return makeFolder(folder, 0o700);
}

function isFolder(at: string): boolean {
  const found = fs.statSync(at, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return found !== undefined;
  throw Object.assign(new Error(`ENOTDIR: ${at} is no folder`), { code: "ENOTDIR", path: at });
}
