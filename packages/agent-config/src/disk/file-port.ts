import type { FileLock } from "@holdfast/file-lock";

/**
 * All that this package does to a disk, one member a system call, so that a disk that fails, stops,
 * or forgets what was not synced can stand in for the machine's. A refusal rejects with an `Error`
 * whose `code` is the operating system's word ("ENOSPC", "EIO", …).
 */
export interface FilePort {
  /** Refused with "ERR_FILE_UNTRUSTED" where others than this user and root could have written it. */
  read(path: string): Promise<Uint8Array>;
  /** A new file, `mode` from its first byte; refused with "EEXIST" where the name is taken. */
  create(path: string, mode: number): Promise<OpenFile>;
  /** An existing file, for syncing it. */
  open(path: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** The names in a folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Makes names in a folder durable. */
  syncFolder(folder: string): Promise<void>;
  /**
   * Makes a folder, and what it lies in; answers with the highest one that was made, if any. Refused
   * with "ERR_FILE_UNTRUSTED" where others may change what is in it.
   */
  makeFolder(folder: string): Promise<string | undefined>;
  /** A text that differs whenever the file was written or replaced; undefined where there is none. */
  stamp(path: string): Promise<string | undefined>;
  /** Calls back, at least once, after anything in the folder changed. Throws where it cannot. */
  watch(folder: string, listener: () => void): Disposable;
  /** Makes a file its owner's alone; answers with the mode it had where others could read it. */
  makePrivate(path: string): Promise<number | undefined>;
  /** Takes a lock that ends with the process at the latest; undefined where another holds it. */
  tryLock(path: string): FileLock | undefined;
}

/** A file that was opened. Whoever opened it closes it. */
export interface OpenFile {
  /** Writes some of the bytes at the file's end; answers with how many, which may be fewer. */
  write(bytes: Uint8Array): Promise<number>;
  /** Makes what was written durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
