import { randomUUID } from "node:crypto";
import fs from "node:fs";

import { isUuid } from "@holdfast/names";

import { dataDirPaths, makePrivateFile } from "./data-dir.js";
import { onDisk } from "./disk-failure.js";

/**
 * The id by which the controllers of a store tell this data directory's from the others: made when it is asked
 * for first, then kept. It goes with the directory: a copy of that is the same controller.
 *
 * @throws {@link ControllerError} `ERR_FILE_…` for what the disk refuses
 */
export function nodeIdOf(dataDir: string): string {
  const file = dataDirPaths(dataDir).nodeId;
  return onDisk("cannot keep the controller's id in", file, () => {
    const kept = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : "";
    if (isUuid(kept)) return kept;
    const id = randomUUID();
    const staged = `${file}.${process.pid}.new`;
    makePrivateFile(staged);
    fs.writeFileSync(staged, `${id}\n`, { flush: true });
    fs.renameSync(staged, file);
    return id;
  });
}
