// A disk in memory that promises only what POSIX does: what was not synced may be lost, whole or in
// part, and in any order. A file's bytes become durable with the file's sync, its names with the
// folder's. The running system sees everything at once, as it does.
import path from "node:path";

import type { DiskImage } from "./disk-image.js";

/** A file apart from its names. */
interface Inode {
  readonly mode: number;
  bytes: Uint8Array;
  /** What a sync has made durable; undefined where none ever has. */
  synced: Uint8Array | undefined;
}

/** A name: what it stands for now, and all it has stood for since its folder was last synced. */
interface Entry {
  now: Inode | undefined;
  since: (Inode | undefined)[];
}

export class WeakDisk {
  readonly #entries = new Map<string, Entry>();
  readonly #locked = new Set<string>();
  #version = 0;

  /** A disk on which everything is durable. */
  static of(image: DiskImage): WeakDisk {
    const disk = new WeakDisk();
    for (const [file, { bytes, mode }] of image) {
      const inode: Inode = { mode, bytes, synced: bytes };
      disk.#entries.set(file, { now: inode, since: [inode] });
    }
    return disk;
  }

  /** The same disk, apart; locks are not part of it. */
  clone(): WeakDisk {
    const copy = new WeakDisk();
    const inodes = new Map<Inode, Inode>();
    const twin = (inode: Inode | undefined): Inode | undefined => {
      if (inode === undefined) return undefined;
      const known = inodes.get(inode) ?? { ...inode };
      inodes.set(inode, known);
      return known;
    };
    for (const [file, { now, since }] of this.#entries) {
      copy.#entries.set(file, { now: twin(now), since: since.map(twin) });
    }
    return copy;
  }

  read(file: string): Uint8Array {
    return this.#inode(file).bytes;
  }

  create(file: string, mode: number): Handle {
    if (this.#entries.get(file)?.now !== undefined) throw refusal("EEXIST", file);
    const inode: Inode = { mode, bytes: new Uint8Array(), synced: undefined };
    this.#name(file, inode);
    return this.#handle(inode);
  }

  /** As `O_TRUNC` does: the one system call that destroys what is there. */
  truncate(file: string, mode: number): Handle {
    const inode = this.#entries.get(file)?.now;
    if (inode === undefined) return this.create(file, mode);
    this.#version++;
    inode.bytes = new Uint8Array();
    return this.#handle(inode);
  }

  open(file: string): Handle {
    return this.#handle(this.#inode(file));
  }

  rename(from: string, to: string): void {
    const inode = this.#inode(from);
    this.#name(from, undefined);
    this.#name(to, inode);
  }

  unlink(file: string): void {
    this.#inode(file);
    this.#name(file, undefined);
  }

  list(folder: string): readonly string[] {
    return [...this.#entries]
      .filter(([file, { now }]) => path.dirname(file) === folder && now !== undefined)
      .map(([file]) => path.basename(file));
  }

  syncFolder(folder: string): void {
    this.#version++;
    for (const [file, entry] of this.#entries) {
      if (path.dirname(file) !== folder) continue;
      if (entry.now === undefined) this.#entries.delete(file);
      else entry.since = [entry.now];
    }
  }

  stamp(file: string): string | undefined {
    return this.#entries.get(file)?.now?.bytes.toString();
  }

  tryLock(file: string): Disposable | undefined {
    if (this.#locked.has(file)) return undefined;
    this.#locked.add(file);
    return { [Symbol.dispose]: () => void this.#locked.delete(file) };
  }

  get isLocked(): boolean {
    return this.#locked.size > 0;
  }

  /** What the kernel does when the process that holds the locks is gone. */
  releaseLocks(): void {
    this.#locked.clear();
  }

  /** Changes whenever anything on the disk does. */
  get version(): number {
    return this.#version;
  }

  /** What the running system sees. */
  visible(): DiskImage {
    const image = new Map<string, { bytes: Uint8Array; mode: number }>();
    for (const [file, { now }] of this.#entries) if (now !== undefined) image.set(file, now);
    return image;
  }

  /** What may be on the disk after a power cut: for each name, the inodes; for those, the bytes. */
  remains(isUnread: (file: string) => boolean): {
    names: [string, (Inode | undefined)[]][];
    contents: Map<Inode, Uint8Array[]>;
  } {
    const names = [...this.#entries].map(([file, { since }]): [string, (Inode | undefined)[]] => [
      file,
      [...new Set(since)],
    ]);
    const contents = new Map<Inode, Uint8Array[]>();
    for (const [file, inodes] of names) {
      if (isUnread(file)) continue;
      for (const inode of inodes) if (inode !== undefined) contents.set(inode, remainsOf(inode));
    }
    return { names, contents };
  }

  /**
   * A text that is the same for two disks where nothing can tell them apart, ever.
   * @param isUnread - names of files that nobody reads: all that counts of them is whether there is
   *   any
   */
  key(isUnread: (file: string) => boolean): string {
    const sorted = [...this.#entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const names = sorted
      .filter(([file]) => !isUnread(file))
      .map(([file, { now, since }]) =>
        [file, describe(now), ...[...new Set(since.map(describe))].toSorted()].join("\0"),
      );
    const hasUnread = sorted.some(([file, { now }]) => isUnread(file) && now !== undefined);
    return [hasUnread, ...names].join("\0\0");
  }

  #inode(file: string): Inode {
    const inode = this.#entries.get(file)?.now;
    if (inode === undefined) throw refusal("ENOENT", file);
    return inode;
  }

  #name(file: string, inode: Inode | undefined): void {
    this.#version++;
    const entry = this.#entries.get(file);
    if (entry === undefined) this.#entries.set(file, { now: inode, since: [undefined, inode] });
    else {
      entry.now = inode;
      entry.since.push(inode);
    }
  }

  #handle(inode: Inode): Handle {
    return {
      write: (bytes) => {
        this.#version++;
        inode.bytes = Buffer.concat([inode.bytes, bytes]);
      },
      sync: () => {
        if (inode.synced === inode.bytes) return;
        this.#version++;
        inode.synced = inode.bytes;
      },
    };
  }
}

/** An open file of the model. */
export interface Handle {
  write(bytes: Uint8Array): void;
  sync(): void;
}

/**
 * What may be left of a file's bytes: what was synced; all; a part; the length without the bytes, or
 * with a part of them.
 */
function remainsOf({ bytes, synced }: Inode): Uint8Array[] {
  if (synced !== undefined && Buffer.from(synced).equals(bytes)) return [bytes];
  const half = bytes.subarray(0, bytes.length >> 1);
  const zeros = new Uint8Array(bytes.length);
  const torn = Uint8Array.from(bytes, (byte, at) => (at < half.length ? byte : 0));
  const unsynced = synced ?? new Uint8Array();
  return [unsynced, bytes, half, zeros, torn].filter(
    (one, index, all) => all.findIndex((other) => Buffer.from(one).equals(other)) === index,
  );
}

function describe(inode: Inode | undefined): string {
  if (inode === undefined) return "nothing";
  const { mode, bytes, synced } = inode;
  const durable = synced === bytes ? "all" : synced === undefined ? "none" : latin(synced);
  return `${mode} ${durable} ${latin(bytes)}`;
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function refusal(code: string, file: string): Error {
  return Object.assign(new Error(`${code}: ${file}`), { code });
}
