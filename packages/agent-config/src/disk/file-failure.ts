import { UntrustedFileError } from "@holdfast/file-lock";
import { codeOf } from "@holdfast/ports";

import { FileError, type FileErrorCode } from "../errors.js";

const failures: Readonly<Record<string, { code: FileErrorCode; advice: string }>> = {
  ENOSPC: { code: "ERR_FILE_NO_SPACE", advice: "the disk is full: make room" },
  EDQUOT: { code: "ERR_FILE_NO_SPACE", advice: "the quota is used up: make room" },
  EIO: { code: "ERR_FILE_IO", advice: "the disk failed: look at the kernel's log" },
  EROFS: { code: "ERR_FILE_READ_ONLY", advice: "the file system is read-only: remount it" },
  EACCES: { code: "ERR_FILE_PERMISSION", advice: "check its owner and mode" },
  EPERM: { code: "ERR_FILE_PERMISSION", advice: "check its owner, mode and attributes" },
};

/** The operating system's code of a refusal (`ENOSPC`); undefined where the error carries none. */
export function systemCode(error: unknown): string | undefined {
  const code = codeOf(error);
  return typeof code === "string" ? code : undefined;
}

/** A refusal of the disk as an error of this package. @param doing - e.g. "cannot write" */
export function fileError(doing: string, path: string, cause: unknown): FileError {
  if (cause instanceof UntrustedFileError) {
    return new FileError(`${doing} ${path}: ${cause.message}`, { code: cause.code, path, cause });
  }
  const word = systemCode(cause);
  const known = word === undefined ? undefined : failures[word];
  const advice = known === undefined ? "" : `; ${known.advice}`;
  return new FileError(`${doing} ${path}: ${word ?? "the disk refused"}${advice}`, {
    code: known?.code ?? "ERR_FILE",
    path,
    cause,
  });
}
