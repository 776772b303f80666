// Whom a file is from. What a program reads it acts upon, as far as to load modules that are named in
// it; so whoever could have written the file can be the program. The rules are those of sshd's
// StrictModes: the file and its folder are the user's own or root's, and nobody else may write them;
// no folder above lets everybody rename what is in it.
import fs from "node:fs";
import path from "node:path";
import process from "node:process";

/** A file is not believed, since others could have written it. The message says what to do. */
export class UntrustedFileError extends Error {
  override readonly name = "UntrustedFileError";
  readonly code = "ERR_FILE_UNTRUSTED";
  /** The file, or the folder above it, that is open to others. */
  readonly path: string;

  constructor(file: string, what: string) {
    super(`${file} ${what}`);
    this.path = file;
  }
}

/** The facts of a file that are looked at; `fs.Stats` has them. */
type Facts = Pick<fs.Stats, "uid" | "mode">;

const WRITABLE = 0o022;
const STICKY = 0o1000;

/**
 * Reads a file that nobody but its owner can have written. A symbolic link is not followed.
 *
 * @throws {UntrustedFileError}
 * @throws the system's error, such as `ENOENT`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import fs from "node:fs";
 * import os from "node:os";
 * import path from "node:path";
 * import { readTrustedFile } from "@holdfast/file-lock";
 *
 * const folder = fs.mkdtempSync(path.join(os.tmpdir(), "trusted-"));
 * const file = path.join(folder, "settings");
 * fs.writeFileSync(file, "mine", { mode: 0o600 });
 * assert.equal(String(await readTrustedFile(file)), "mine");
 * fs.chmodSync(file, 0o666);
 * await assert.rejects(readTrustedFile(file), { code: "ERR_FILE_UNTRUSTED" });
 * fs.rmSync(folder, { recursive: true });
 * ```
 */
export async function readTrustedFile(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    // Of what was opened, not of what has the name by now.
    requireOwn(file, await handle.stat());
    requireTrustedFolder(path.dirname(file));
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/**
 * The same look at a file that something else opens, by its name. A file that is not there is fine.
 *
 * @throws {UntrustedFileError}
 */
export function requireTrustedFile(file: string): void {
  const found = fs.lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isSymbolicLink()) throw link(file);
  requireOwn(file, found);
  requireTrustedFolder(path.dirname(file));
}

/**
 * Takes reading off group and others, where they may read the file.
 *
 * @throws {UntrustedFileError} where they may write it: it is to be looked at first
 * @returns the mode that the file had then; undefined where it was its owner's alone
 */
export function makePrivate(file: string): number | undefined {
  requireTrustedFile(file);
  const mode = fs.lstatSync(file).mode & 0o777;
  if ((mode & 0o077) === 0) return undefined;
  fs.chmodSync(file, 0o600);
  return mode;
}

async function open(file: string): Promise<fs.promises.FileHandle> {
  try {
    return await fs.promises.open(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ELOOP") throw link(file);
    throw error;
  }
}

function requireOwn(file: string, { uid, mode }: Facts): void {
  const self = process.geteuid?.();
  if (self === undefined) return; // a system without owners and modes
  if (uid !== self && uid !== 0) {
    throw new UntrustedFileError(
      file,
      `belongs to user ${uid}, and this is user ${self}: run this as its owner, or give it to this user (chown)`,
    );
  }
  if ((mode & WRITABLE) !== 0) {
    const octal = (mode & 0o777).toString(8).padStart(4, "0");
    throw new UntrustedFileError(
      file,
      `is writable by others (mode ${octal}), who may have changed it: look at what is in it, then take their permission away (chmod go-w)`,
    );
  }
}

/**
 * The same look at a folder that is to hold such files.
 *
 * @throws {UntrustedFileError}
 * @throws the system's error, such as `ENOENT`
 */
export function requireTrustedFolder(folder: string): void {
  if (process.geteuid === undefined) return;
  const real = fs.realpathSync(folder); // links above the file are the administrator's
  const own = fs.statSync(real);
  if ((own.mode & STICKY) === 0) requireOwn(real, own);
  for (let at = path.dirname(real); at !== path.dirname(at); at = path.dirname(at)) {
    const { mode } = fs.statSync(at);
    if ((mode & 0o002) !== 0 && (mode & STICKY) === 0) {
      throw new UntrustedFileError(
        at,
        `is writable by everybody, who may have replaced ${path.relative(at, folder)} in it: take their permission away (chmod o-w)`,
      );
    }
  }
}

function link(file: string): UntrustedFileError {
  return new UntrustedFileError(
    file,
    "is a symbolic link, which is not followed: put the file itself there",
  );
}
