// A controller in one file. What a backup holds is all that must not be lost: the identity, the
// authorities, models, agents, users. Who is connected, and logs, are not in it, and a private key only
// behind a passphrase: whoever finds a backup is not the controller.
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { encryptKey, isEncryptedKey } from "@holdfast/certificates";
import { silentLogger } from "@holdfast/ports";

import { readAuthorities } from "../pki/authorities.js";
import { KeyFiles } from "../pki/key-files.js";
import type { PassphraseSource } from "../pki/passphrase.js";
import { separateKeys } from "../pki/separate-keys.js";
import { dataDirPaths, requireController, secureDataDir } from "../state/data-dir.js";
import { SqliteStore } from "../state/sqlite/sqlite-store.js";
import { moveInto, refuseTaken, writing } from "./new-file.js";

/** Whether the authorities' keys are in a backup. */
export type BackedUpKeys = "encrypted" | "left out";

/**
 * Writes a backup of the controller of a data directory, running or not, into a new file of mode 0600.
 * It is as of one moment, and durable when this resolves. The keys of its authorities are in it where
 * they are behind a passphrase, or `caPassphrase` gives one to put them behind.
 *
 * @throws {@link ControllerError} ERR_NOT_INITIALISED, ERR_FILE_UNTRUSTED, ERR_ALREADY_EXISTS where the
 *   file is there, ERR_CA_KEY for no passphrase, ERR_BACKUP where it cannot be written
 */
export async function backupController(options: {
  readonly dataDir: string;
  readonly file: string;
  readonly caPassphrase?: PassphraseSource | undefined;
}): Promise<{ readonly keys: BackedUpKeys }> {
  const { dataDir, file } = options;
  requireController(dataDir);
  secureDataDir(dataDir, silentLogger);
  refuseTaken(file);
  const keys = await readKeys(dataDir, options.caPassphrase);
  // SQLite makes its files with the umask alone: in a folder of our own it cannot be read meanwhile.
  writing(file, (staging) => {
    const copy = path.join(staging, "controller.sqlite");
    using database = new DatabaseSync(dataDirPaths(dataDir).state);
    database.exec("PRAGMA busy_timeout = 5000");
    database.prepare("VACUUM INTO ?").run(copy);
    if (keys !== undefined) putKeys(copy, keys);
    moveInto(copy, file);
  });
  return { keys: keys === undefined ? "left out" : "encrypted" };
}

/** The files of the authorities' keys by their names, encrypted; undefined where that cannot be. */
async function readKeys(
  dataDir: string,
  passphrase: PassphraseSource | undefined,
): Promise<Readonly<Record<string, string>> | undefined> {
  using store = new SqliteStore(dataDir);
  const files = new KeyFiles(dataDir);
  separateKeys(store, files);
  const { current, next } = readAuthorities(store.settings) ?? {};
  const found: Record<string, string> = {};
  for (const cert of [current, next].filter((one) => one !== undefined)) {
    const key = files.read("ca", cert);
    if (key === undefined) return undefined;
    const plain = !isEncryptedKey(key);
    if (plain && passphrase === undefined) return undefined;
    const closed = plain ? await encryptKey(key, (await passphrase?.()) ?? "") : key;
    found[path.basename(files.path("ca", cert))] = closed;
  }
  return found;
}

function putKeys(copy: string, keys: Readonly<Record<string, string>>): void {
  using database = new DatabaseSync(copy);
  database
    .prepare("INSERT INTO settings (key, value) VALUES ('backed-up-keys', ?)")
    .run(JSON.stringify(keys));
}
