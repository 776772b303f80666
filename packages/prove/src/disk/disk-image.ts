/** What a disk holds at one moment: each file's bytes and mode, by its path. */
export type DiskImage = ReadonlyMap<string, FileImage>;

export interface FileImage {
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** A text that is the same for two images exactly where they are. */
export function imageKey(image: DiskImage): string {
  const files = [...image].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return files
    .map(([path, { bytes, mode }]) => `${path}\0${mode}\0${Buffer.from(bytes).toString("latin1")}`)
    .join("\0\0");
}
