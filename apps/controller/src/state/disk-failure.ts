// What a disk refused, in our words: full, read-only, failing, damaged. SQLite has numbers for
// it, and tells some apart only by asking the system again, which is done here.
import fs from "node:fs";
import path from "node:path";

import { codeOf } from "@holdfast/ports";

import { ControllerError, type ControllerErrorCode } from "../errors.js";

interface Refusal {
  readonly code: ControllerErrorCode;
  readonly advice: string;
}

const full: Refusal = { code: "ERR_FILE_NO_SPACE", advice: "the disk is full: make room" };
const readOnly: Refusal = {
  code: "ERR_FILE_READ_ONLY",
  advice: "the file system is read-only: remount it",
};
const forbidden: Refusal = { code: "ERR_FILE_PERMISSION", advice: "check its owner and mode" };
const failing: Refusal = {
  code: "ERR_FILE_IO",
  advice: "the disk failed: look at the kernel's log",
};
const tooMany: Refusal = {
  code: "ERR_FILE_IO",
  advice: "too many files are open: raise the limit, or wait",
};
const busy: Refusal = {
  code: "ERR_FILE_BUSY",
  advice: "another process has been writing to it for seconds: try again",
};

const damaged: Refusal = {
  code: "ERR_STATE",
  advice: "it is damaged or no database: restore it from a backup",
};

const bySystem: Readonly<Record<string, Refusal>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: readOnly,
  EACCES: forbidden,
  EPERM: forbidden,
  EIO: failing,
  EMFILE: tooMany,
  ENFILE: tooMany,
};

/** SQLite's primary codes: PERM, BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB. */
const bySqlite: Readonly<Record<number, Refusal>> = {
  3: forbidden,
  5: busy,
  6: busy,
  8: readOnly,
  10: failing,
  11: damaged,
  13: full,
  14: failing,
  26: damaged,
};

/** With less than that SQLite cannot even begin, and calls it a fault of the disk. */
const LEAST_ROOM = 64 * 1024;

/**
 * A refusal of the disk as an error for the operator's eyes; undefined for an error of another kind.
 *
 * @param doing - such as "cannot write"
 */
export function diskFailure(
  doing: string,
  file: string,
  cause: unknown,
): ControllerError | undefined {
  const refusal = systemRefusal(cause) ?? sqliteRefusal(file, cause);
  if (refusal === undefined) return undefined;
  return new ControllerError(refusal.code, `${doing} ${file}: ${refusal.advice}`, { cause });
}

/** It cannot be done now, since others are at work on the file or the disk is full. */
export function isForLater(error: unknown): boolean {
  if (!(error instanceof ControllerError)) return false;
  return error.code === busy.code || error.code === full.code;
}

/** Does work on a file, and throws what its disk refused as {@link diskFailure} tells it. */
export function onDisk<T>(doing: string, file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw diskFailure(doing, file, error) ?? error;
  }
}

function systemRefusal(error: unknown): Refusal | undefined {
  const code = codeOf(error);
  return typeof code === "string" && Object.hasOwn(bySystem, code) ? bySystem[code] : undefined;
}

function sqliteRefusal(file: string, error: unknown): Refusal | undefined {
  if (!(error instanceof Error && "errcode" in error)) return undefined;
  if (typeof error.errcode !== "number") return undefined;
  const said = bySqlite[error.errcode & 0xff];
  return said === failing || said === readOnly ? (asked(file) ?? said) : said;
}

/** The system's own word for why nothing can be written there. */
function asked(file: string): Refusal | undefined {
  try {
    fs.accessSync(path.dirname(file), fs.constants.W_OK);
    if (fs.existsSync(file)) fs.accessSync(file, fs.constants.R_OK | fs.constants.W_OK);
    fs.closeSync(fs.openSync(path.dirname(file), "r"));
    const { bavail, bsize } = fs.statfsSync(path.dirname(file));
    return bavail * bsize < LEAST_ROOM ? full : undefined;
  } catch (error) {
    return systemRefusal(error);
  }
}
