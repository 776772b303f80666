import fs from "node:fs";
import path from "node:path";

import { makePrivate, makePrivateFolder, UntrustedFileError } from "@holdfast/file-lock";
import type { Logger } from "@holdfast/ports";

import { ControllerError } from "../errors.js";
import { diskFailure } from "./disk-failure.js";

/** Where in its data directory a controller keeps what. */
export interface DataDirPaths {
  /** What must not be lost: identity, authorities, models, agents, users. */
  readonly state: string;
  /** What may be lost at a power cut: who is connected, and the agents' logs. */
  readonly activity: string;
  /** Held by the running controller; it holds nothing itself. */
  readonly lock: string;
  /** By what the other controllers of a store know this one. */
  readonly nodeId: string;
  /** Held by whoever changes keys. */
  readonly keysLock: string;
}

export function dataDirPaths(dataDir: string): DataDirPaths {
  return {
    state: path.join(dataDir, "controller.sqlite"),
    activity: path.join(dataDir, "activity.sqlite"),
    lock: path.join(dataDir, "controller.lock"),
    nodeId: path.join(dataDir, "controller-id"),
    keysLock: path.join(dataDir, "keys.lock"),
  };
}

/**
 * Looks at the files of a controller before they are opened: whoever could have written them is not
 * believed, and what others could read is the owner's alone from then on.
 *
 * @throws {@link ControllerError} ERR_FILE_UNTRUSTED
 */
export function secureDataDir(dataDir: string, logger: Logger): void {
  const { state, activity } = dataDirPaths(dataDir);
  const databases = [state, activity].flatMap((each) => [each, `${each}-wal`, `${each}-shm`]);
  for (const file of [...databases, ...keyFiles(dataDir)]) {
    const had = secured(file);
    if (had === undefined) continue;
    const mode = had.toString(8).padStart(4, "0");
    logger.warn("others could read the controller's secrets: the file is its owner's alone now", {
      path: file,
      mode,
    });
  }
}

const KEY_FILE = /^(?:ca|server)-[0-9a-f]{32}\.pem/u;

/** The files of a folder that hold private keys, of whichever certificate, begun ones too. */
export function keyFiles(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  const names = fs.readdirSync(folder).filter((name) => KEY_FILE.test(name));
  return names.map((name) => path.join(folder, name));
}

function secured(file: string): number | undefined {
  try {
    return makePrivate(file);
  } catch (cause) {
    if (cause instanceof UntrustedFileError) {
      throw new ControllerError(cause.code, cause.message, { cause });
    }
    return undefined; // no file yet, or a read-only disk: what opens it says what it lacks
  }
}

/** What may pass has a code of its own; what another owner or mode helps with is the directory's fault. */
function unusable(dataDir: string, cause: unknown): ControllerError {
  const refused = diskFailure("cannot use", dataDir, cause);
  if (refused !== undefined && refused.code !== "ERR_FILE_PERMISSION") return refused;
  return new ControllerError(
    "ERR_DATA_DIR",
    `cannot use ${dataDir} as the controller's data directory: ${cause instanceof Error ? cause.message : String(cause)}; name a directory that this user may write to`,
    { cause },
  );
}

/** Makes the directory, readable by its owner alone, where it does not exist. */
export function makeDataDir(dataDir: string): void {
  try {
    makePrivateFolder(dataDir);
    fs.accessSync(dataDir, fs.constants.W_OK | fs.constants.X_OK);
  } catch (cause) {
    throw unusable(dataDir, cause);
  }
}

export function notInitialised(dataDir: string): ControllerError {
  return new ControllerError(
    "ERR_NOT_INITIALISED",
    `${dataDir} holds no controller: check --data-dir, or start one there with controller run --data-dir ${dataDir}`,
  );
}

/** @throws {@link ControllerError} ERR_NOT_INITIALISED where no controller has ever run there */
export function requireController(dataDir: string): void {
  if (fs.existsSync(dataDirPaths(dataDir).state)) return;
  throw notInitialised(dataDir);
}

/** Makes an empty file, mode 0600 from the first, so that a database never exists with another. */
export function makePrivateFile(file: string): void {
  try {
    fs.closeSync(fs.openSync(file, "a", 0o600));
  } catch (cause) {
    throw unusable(path.dirname(file), cause);
  }
}
