// A file that appears whole, durable and its owner's alone, or not at all, and never over another.
import fs from "node:fs";
import path from "node:path";

import { ControllerError } from "../errors.js";
import { diskFailure } from "../state/disk-failure.js";

/** @throws {@link ControllerError} ERR_ALREADY_EXISTS where something has that name */
export function refuseTaken(file: string): void {
  if (fs.lstatSync(file, { throwIfNoEntry: false }) === undefined) return;
  throw new ControllerError(
    "ERR_ALREADY_EXISTS",
    `${file} is there, and is not overwritten: name another, or move it away`,
  );
}

/** Runs `work` with a folder of mode 0700 beside `file`, which is gone afterwards. */
export function writing<T>(file: string, work: (staging: string) => T): T {
  let staging: string | undefined;
  try {
    staging = fs.mkdtempSync(path.join(path.dirname(path.resolve(file)), ".holdfast-backup-"));
    return work(staging);
  } catch (cause) {
    if (cause instanceof ControllerError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    const words =
      diskFailure("cannot write", file, cause)?.message ?? `cannot write ${file}: ${said}`;
    throw new ControllerError("ERR_BACKUP", words, { cause });
  } finally {
    if (staging !== undefined) fs.rmSync(staging, { recursive: true, force: true });
  }
}

/** Durable, of mode 0600, and never over another. */
export function moveInto(from: string, to: string): void {
  fs.chmodSync(from, 0o600);
  sync(from);
  fs.linkSync(from, to);
  sync(path.dirname(path.resolve(to)));
}

function sync(file: string): void {
  const opened = fs.openSync(file, "r");
  try {
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
}
