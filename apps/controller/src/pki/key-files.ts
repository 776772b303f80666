// Private keys, each in a file of its own, named after the public key that it belongs to. A certificate
// in the database so leads to its key: a key is written, and durable, before its certificate is, and is
// removed after it. Whatever instant the process ends at, every certificate has its key.
import { createHash, X509Certificate } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

import { makePrivate, UntrustedFileError } from "@holdfast/file-lock";

import { ControllerError } from "../errors.js";
import { keyFiles } from "../state/data-dir.js";
import { onDisk } from "../state/disk-failure.js";

/** Whose key it is: an authority's, or that of the certificate that the server shows. */
export type KeyOwner = "ca" | "server";

/** The private keys of a data directory, PEM, as they are on the disk: perhaps encrypted. */
export class KeyFiles {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Where the key of that certificate is kept. */
  path(owner: KeyOwner, certificate: string): string {
    const { publicKey } = new X509Certificate(certificate);
    const spki = publicKey.export({ type: "spki", format: "der" });
    const name = createHash("sha256").update(spki).digest("hex").slice(0, 32);
    return path.join(this.folder, `${owner}-${name}.pem`);
  }

  /**
   * The key of that certificate; undefined where it is not here.
   *
   * @throws {@link ControllerError} ERR_FILE_UNTRUSTED where others could have written the file
   */
  read(owner: KeyOwner, certificate: string): string | undefined {
    const file = this.path(owner, certificate);
    if (!fs.existsSync(file)) return undefined;
    trusted(() => makePrivate(file));
    return fs.readFileSync(file, "utf8");
  }

  /** Keeps the key, of mode 0600 from its first byte: durable when this returns. */
  write(owner: KeyOwner, certificate: string, key: string): void {
    writeDurably(this.path(owner, certificate), key);
  }

  /** Removes the keys of all other certificates, and what a process that was killed left. */
  keepOnly(owned: readonly (readonly [KeyOwner, string])[]): void {
    const kept = new Set(owned.map(([owner, certificate]) => this.path(owner, certificate)));
    const gone = keyFiles(this.folder).filter((file) => !kept.has(file));
    for (const file of gone) fs.rmSync(file, { force: true });
    if (gone.length > 0) syncPath(this.folder);
  }
}

function trusted<T>(look: () => T): T {
  try {
    return look();
  } catch (cause) {
    if (cause instanceof UntrustedFileError) {
      throw new ControllerError(cause.code, cause.message, { cause });
    }
    throw cause;
  }
}

function writeDurably(file: string, text: string): void {
  onDisk("cannot write", file, () => stageAndRename(file, text));
}

function stageAndRename(file: string, text: string): void {
  const staged = `${file}.${process.pid}.new`;
  fs.rmSync(staged, { force: true });
  const opened = fs.openSync(staged, "wx", 0o600);
  try {
    fs.writeFileSync(opened, text);
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
  fs.renameSync(staged, file);
  syncPath(path.dirname(file));
}

function syncPath(file: string): void {
  const opened = fs.openSync(file, "r");
  try {
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
}
