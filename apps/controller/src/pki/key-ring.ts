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
import { ask, type PassphraseSource } from "./passphrase.js";

/** ms that one who changes keys waits for another. */
const LOCK_WAIT = 10_000;
const LOCK_PAUSE = 20;

/** What a {@link KeyRing} is made from. */
export interface KeyRingOptions {
  /** Whose keys they are: the id of one of the controllers that serve the state. */
  readonly node: string;
  readonly passphrase: PassphraseSource | undefined;
  /** Ends, with its reason, whatever waits for the lock or for a passphrase. */
  readonly signal: AbortSignal;
}

/** The keys of a controller, and what opens those that are behind a passphrase. */
export class KeyRing {
  readonly files: KeyFiles;
  /** The id of the controller whose keys they are. */
  readonly node: string;
  readonly #lock: string;
  readonly #passphrase: PassphraseSource | undefined;
  readonly #signal: AbortSignal;

  constructor(dataDir: string, { node, passphrase, signal }: KeyRingOptions) {
    this.node = node;
    this.files = new KeyFiles(dataDir);
    this.#lock = dataDirPaths(dataDir).keysLock;
    this.#passphrase = passphrase;
    this.#signal = signal;
  }

  /**
   * The authority with its key, to sign by.
   *
   * @throws {@link ControllerError} ERR_CA_KEY where the key is not here, or does not open
   */
  async authority(cert: string): Promise<KeyedCertificate> {
    const kept = this.files.read("ca", cert);
    if (kept === undefined) throw lost(this.files.path("ca", cert));
    return { cert, key: await this.#opened(kept, cert) };
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

  /**
   * Puts the keys of those authorities behind another passphrase, or, without one, behind none. All of
   * them open before the first is written. Whatever instant a kill comes at, each key opens by the one
   * passphrase or the other; done again it goes on from there.
   *
   * @throws {@link ControllerError} ERR_CA_KEY where a key is not here, or opens by neither
   */
  async reseal(certs: readonly string[], next: PassphraseSource | undefined): Promise<void> {
    const passphrase = next === undefined ? undefined : await ask(next, this.#signal);
    const plain = new Map<string, string>();
    for (const cert of certs) {
      const kept = this.files.read("ca", cert);
      if (kept === undefined) throw lost(this.files.path("ca", cert));
      if (passphrase !== undefined && isOpenedBy(kept, passphrase)) continue;
      // oxlint-disable-next-line no-await-in-loop -- there are two at the most
      plain.set(cert, await this.#opened(kept, cert));
    }
    for (const [cert, key] of plain) {
      // oxlint-disable-next-line no-await-in-loop -- the same
      const sealed = passphrase === undefined ? key : await encryptKey(key, passphrase);
      this.files.write("ca", cert, sealed);
    }
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
    if (this.#passphrase === undefined) return key;
    return encryptKey(key, await ask(this.#passphrase, this.#signal));
  }

  async #opened(kept: string, cert: string): Promise<string> {
    if (!isEncryptedKey(kept)) return kept;
    const file = this.files.path("ca", cert);
    if (this.#passphrase === undefined) throw locked(file);
    return opened(kept, await ask(this.#passphrase, this.#signal), file);
  }

  async #take(): Promise<FileLock> {
    const until = systemClock.now() + LOCK_WAIT;
    for (;;) {
      this.#signal.throwIfAborted();
      const lock = tryFileLock(this.#lock);
      if (lock !== undefined) return lock;
      if (systemClock.now() >= until) {
        throw new ControllerError(
          "ERR_CA_KEY",
          `another command has been changing the keys in ${this.files.folder} for ${LOCK_WAIT / 1000} s: try again`,
        );
      }
      // oxlint-disable-next-line no-await-in-loop -- until the other has ended
      await sleep(LOCK_PAUSE, { clock: systemClock, signal: this.#signal });
    }
  }
}

function isOpenedBy(key: string, passphrase: string): boolean {
  if (!isEncryptedKey(key)) return false;
  try {
    decryptKey(key, passphrase);
    return true;
  } catch {
    return false;
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
