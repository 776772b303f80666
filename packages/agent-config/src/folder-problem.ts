import fs from "node:fs/promises";

import type { Tag } from "@holdfast/names";

import { agentPaths } from "./agent-paths.js";
import { fileError } from "./disk/file-failure.js";
import type { FileError } from "./errors.js";

/**
 * What keeps the agent from writing in its folder, found out without writing: a {@link FileError} with
 * `ERR_FILE_READ_ONLY` for a read-only file system, `ERR_FILE_PERMISSION` for a folder that is closed
 * to this process; undefined where nothing does. A full disk is not seen. Never throws. Ours.
 *
 * @example
 * ```ts run
 * import assert from "node:assert/strict";
 * import { folderProblem } from "@holdfast/agent-config";
 *
 * const problem = await folderProblem({ dataDir: "/nowhere", tag: "machine-0" });
 * assert.equal(problem?.code, "ERR_FILE");
 * ```
 */
export async function folderProblem(options: {
  readonly dataDir: string;
  readonly tag: Tag;
}): Promise<FileError | undefined> {
  const { folder } = agentPaths(options.dataDir, options.tag);
  try {
    await fs.access(folder, fs.constants.W_OK);
    return undefined;
  } catch (error) {
    return fileError("cannot write in", folder, error);
  }
}
