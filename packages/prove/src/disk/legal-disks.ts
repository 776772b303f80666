import { type DiskImage, type FileImage, imageKey } from "./disk-image.js";
import type { WeakDisk } from "./weak-disk.js";

/**
 * Every disk that a power cut may leave, each once: any of the values that a name has had since its
 * folder was synced, with any of the contents that a file may have kept, in every combination.
 * @param isUnread - names of files that nobody reads: all of them are left, empty, or none
 */
export function legalDisks(
  disk: WeakDisk,
  isUnread: (file: string) => boolean = () => false,
): DiskImage[] {
  const { names: all, contents } = disk.remains(isUnread);
  const names = all.filter(([name]) => !isUnread(name));
  const unread = all.filter(([name]) => isUnread(name)).map(([name]) => name);
  const inodes = [...contents];
  const found = new Map<string, DiskImage>();
  for (const left of combinations(inodes.map(([, options]) => options))) {
    const kept = new Map(inodes.map(([inode], index) => [inode, left[index]]));
    for (const chosen of combinations(names.map(([, options]) => options))) {
      const image = new Map<string, FileImage>();
      for (const [index, [name]] of names.entries()) {
        const inode = chosen[index];
        const bytes = inode === undefined ? undefined : kept.get(inode);
        if (inode !== undefined && bytes !== undefined)
          image.set(name, { bytes, mode: inode.mode });
      }
      found.set(imageKey(image), image);
      if (unread.length === 0) continue;
      const littered = new Map(image);
      for (const name of unread) littered.set(name, { bytes: new Uint8Array(), mode: 0o600 });
      found.set(imageKey(littered), littered);
    }
  }
  return [...found.values()];
}

function* combinations<T>(options: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...rest] = options;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const tail of combinations(rest)) for (const head of first) yield [head, ...tail];
}
