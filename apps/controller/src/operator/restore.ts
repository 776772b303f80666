import fs from "node:fs";

import path from "node:path";

import { makePrivate } from "@holdfast/file-lock";
import type { Uuid } from "@holdfast/names";
import * as v from "valibot";

import { ControllerError } from "../errors.js";
import { readIdentity } from "../identity.js";
import { readAuthorities } from "../pki/authorities.js";
import { KeyFiles } from "../pki/key-files.js";
import { separateKeys } from "../pki/separate-keys.js";
import { lockDataDir } from "../state/data-dir-lock.js";
import { dataDirPaths, makeDataDir } from "../state/data-dir.js";
import { SqliteStore } from "../state/sqlite/sqlite-store.js";
import { moveInto, refuseTaken, writing } from "./new-file.js";

const backedUpKeys = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));

/** A controller that was brought back. */
export interface RestoredController {
  readonly controllerUuid: Uuid;
  /** The files of keys that it lacks: without them it signs nothing, and does not run. */
  readonly missingKeys: readonly string[];
}

/**
 * Makes a data directory that holds no controller yet into the controller of a backup.
 *
 * @throws {@link ControllerError} ERR_ALREADY_EXISTS where the directory holds a controller,
 *   ERR_DATA_DIR_IN_USE, ERR_STATE for a file that is no backup, ERR_BACKUP where it cannot be read
 */
export function restoreController(options: {
  readonly dataDir: string;
  readonly file: string;
}): RestoredController {
  const { dataDir, file } = options;
  makeDataDir(dataDir);
  const lock = lockDataDir(dataDir);
  try {
    return restoreInto(dataDir, file);
  } finally {
    lock[Symbol.dispose]();
  }
}

function restoreInto(dataDir: string, file: string): RestoredController {
  const { state } = dataDirPaths(dataDir);
  refuseTaken(state);
  return writing(state, (staging) => {
    const copy = dataDirPaths(staging).state;
    fs.copyFileSync(file, copy);
    makePrivate(copy);
    const restored = unpacked(staging, dataDir, file);
    moveInto(copy, state);
    return restored;
  });
}

/**
 * What a copy holds, which is opened as a controller would, and looked at page by page. Its keys go to
 * the data directory, before the copy does.
 */
function unpacked(staging: string, dataDir: string, file: string): RestoredController {
  using store = new SqliteStore(staging);
  const identity = readIdentity(store);
  if (identity === undefined || !store.isSound()) {
    throw new ControllerError(
      "ERR_STATE",
      `${file} is no whole backup of a controller: take another`,
    );
  }
  const { settings } = store;
  const files = new KeyFiles(dataDir);
  separateKeys(store, files);
  const { current, next } = readAuthorities(settings) ?? {};
  const authorities = [current, next].filter((one) => one !== undefined);
  const json = settings.get("backed-up-keys");
  const keys = json === undefined ? {} : v.parse(backedUpKeys, json);
  for (const cert of authorities) {
    const key = keys[path.basename(files.path("ca", cert))];
    if (key !== undefined) files.write("ca", cert, key);
  }
  settings.set({ "backed-up-keys": undefined });
  const missing = authorities.filter((cert) => files.read("ca", cert) === undefined);
  return {
    controllerUuid: identity.controllerUuid,
    missingKeys: missing.map((cert) => files.path("ca", cert)),
  };
}
