import {
  createAuthority,
  decryptKey,
  encryptKey,
  isEncryptedKey,
  type KeyedCertificate,
} from "@holdfast/certificates";
import { type FileLock, tryFileLock } from "@holdfast/file-lock";
import { sleep, systemClock } from "@holdfast/ports";

import { ControllerError } from "../errors.js";
import { dataDirPaths } from "../state/data-dir.js";
import { KeyFiles } from "./key-files.js";
import type { PassphraseSource } from "./passphrase.js";

/** ms that one who changes keys waits for another. */
const LOCK_WAIT = 10_000;
const LOCK_PAUSE = 20;

/** The keys of a controller, and what opens those that are behind a passphrase. */
export class KeyRing {
  readonly files: KeyFiles;
  readonly #lock: string;
  readonly #passphrase: PassphraseSource | undefined;

  constructor(dataDir: string, passphrase?: PassphraseSource) {
    this.files = new KeyFiles(dataDir);
    this.#lock = dataDirPaths(dataDir).keysLock;
    this.#passphrase = passphrase;
  }

  /**
   * The authority with its key, to sign by.
   *
   * @throws {@link ControllerError} ERR_CA_KEY where the key is not here, or does not open
   */
  async authority(cert: string): Promise<KeyedCertificate> {
    const kept = this.files.read("ca", cert);
    if (kept === undefined) throw lost(this.files.path("ca", cert));
    if (!isEncryptedKey(kept)) return { cert, key: kept };
    if (this.#passphrase === undefined) throw locked(this.files.path("ca", cert));
    return { cert, key: opened(kept, await this.#passphrase(), this.files.path("ca", cert)) };
  }

  /** @throws {@link ControllerError} ERR_CA_KEY where the key is behind a passphrase that we have not */
  async requireOpen(cert: string): Promise<void> {
    const kept = this.files.read("ca", cert);
    if (kept !== undefined && isEncryptedKey(kept)) await this.authority(cert);
  }

  /** Makes an authority; its key is durable when this resolves, behind the passphrase where there is one. */
  async makeAuthority(now: number): Promise<KeyedCertificate> {
    const made = await createAuthority("holdfast controller", now);
    this.files.write("ca", made.cert, await this.#closed(made.key));
    return made;
  }

  /** Puts the key behind the passphrase, where there is one and the key is not behind any. */
  async protect(cert: string): Promise<"protected" | "as it was"> {
    const kept = this.files.read("ca", cert);
    if (kept === undefined || isEncryptedKey(kept) || this.#passphrase === undefined) {
      return "as it was";
    }
    this.files.write("ca", cert, await this.#closed(kept));
    return "protected";
  }

  /** Runs `change` while nobody else, of this process or another, changes keys. */
  async exclusive<T>(change: () => Promise<T>): Promise<T> {
    const lock = await this.#take();
    try {
      return await change();
    } finally {
      lock[Symbol.dispose]();
    }
  }

  async #closed(key: string): Promise<string> {
    return this.#passphrase === undefined ? key : encryptKey(key, await this.#passphrase());
  }

  async #take(): Promise<FileLock> {
    for (let waited = 0; ; waited += LOCK_PAUSE) {
      const lock = tryFileLock(this.#lock);
      if (lock !== undefined) return lock;
      if (waited >= LOCK_WAIT) {
        throw new ControllerError(
          "ERR_CA_KEY",
          `another command has been changing the keys in ${this.files.folder} for ${LOCK_WAIT / 1000} s: try again`,
        );
      }
      await sleep(LOCK_PAUSE, { clock: systemClock });
    }
  }
}

/** Opens a key by its passphrase. */
export function opened(key: string, passphrase: string, file: string): string {
  try {
    return decryptKey(key, passphrase);
  } catch (cause) {
    throw new ControllerError("ERR_CA_KEY", `${file} opens by another passphrase`, { cause });
  }
}

function lost(file: string): ControllerError {
  return new ControllerError(
    "ERR_CA_KEY",
    `the key of the controller's authority is not there: copy ${file} from where it is kept, or, where it is lost, make another authority by controller ca rotate --without-overlap, which every agent has to be given`,
  );
}

function locked(file: string): ControllerError {
  return new ControllerError(
    "ERR_CA_KEY",
    `the key of the controller's authority is behind a passphrase (${file}): name --ca-passphrase-file or --ca-passphrase-command`,
  );
}
