import fs from "node:fs/promises";

import { errorFacts } from "@holdfast/ports";

import { UsageError } from "./usage-error.js";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file: check the path",
  EACCES: "we may not read it: give its owner's user or group access, or run as that user",
  EISDIR: "it is a folder: name the file in it",
};

/**
 * The text of a file that the command line names.
 * @param what - what the file is, for the error: `the CA certificate`
 * @throws {UsageError} `ERR_FILE_UNREADABLE`
 */
export async function readInputFile(path: string, what: string): Promise<string> {
  try {
    return await fs.readFile(path, "utf8");
  } catch (error) {
    const { code } = errorFacts(error);
    const reason = reasons[code ?? ""] ?? `the system says ${code ?? "no more"}: check the disk`;
    throw new UsageError("ERR_FILE_UNREADABLE", `cannot read ${what} from ${path}: ${reason}`, {
      cause: error,
    });
  }
}
