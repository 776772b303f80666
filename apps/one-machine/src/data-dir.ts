// The folder of one machine, tried before anything is started in it: a controller that is started again
// and again on a full disk would say less.
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { makePrivateFolder } from "@holdfast/file-lock";
import { errorFacts } from "@holdfast/ports";

import { OneMachineError } from "./errors.js";

/** As much as an agent and a controller write first. */
const ROOM = 256 * 1024;

/**
 * The folder that was named, made where it does not exist, or a new one.
 * @throws {OneMachineError} ERR_DATA_DIR where it cannot be made, or nothing can be written there
 */
export async function makeDataDir(dataDir: string | undefined): Promise<string> {
  const root = path.resolve(dataDir ?? os.tmpdir());
  try {
    if (dataDir === undefined) return await fs.mkdtemp(path.join(root, "holdfast-"));
    makePrivateFolder(root);
    await tryToWrite(root);
    return root;
  } catch (error) {
    const { code, message } = errorFacts(error);
    throw new OneMachineError(
      "ERR_DATA_DIR",
      `nothing can be kept in the data directory ${root} (${code ?? message}): choose one that can be written, and has room`,
      { cause: error },
    );
  }
}

async function tryToWrite(root: string): Promise<void> {
  const folder = await fs.mkdtemp(path.join(root, ".tried-"));
  try {
    await fs.writeFile(path.join(folder, "room"), Buffer.alloc(ROOM), { flush: true });
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}
