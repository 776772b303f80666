import fs from "node:fs/promises";

import { abortable, errorFacts } from "@holdfast/ports";

import { UsageError } from "./usage-error.js";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file: check the path",
  EACCES: "we may not read it: give its owner's user or group access, or run as that user",
  EISDIR: "it is a folder: name the file in it",
};

/**
 * The text of a file that the command line names.
 * @param what - what the file is, for the error: `the CA certificate`
 * @param signal - ends the wait for what does not come, from a pipe or a disk of the network
 * @throws {UsageError} `ERR_FILE_UNREADABLE`
 * @throws the signal's reason, when interrupted
 */
export async function readInputFile(
  path: string,
  what: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await abortable<string>(signal, (resolve, reject) => {
      fs.readFile(path, { encoding: "utf8", signal }).then(resolve, reject);
      return () => undefined;
    });
  } catch (error) {
    signal.throwIfAborted();
    const { code } = errorFacts(error);
    const reason = reasons[code ?? ""] ?? `the system says ${code ?? "no more"}: check the disk`;
    throw new UsageError("ERR_FILE_UNREADABLE", `cannot read ${what} from ${path}: ${reason}`, {
      cause: error,
    });
  }
}
