import { describe, expect, test } from "vitest";

import type { DiskImage } from "../src/disk/disk-image.js";
import { legalDisks } from "../src/disk/legal-disks.js";
import { WeakDisk } from "../src/disk/weak-disk.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const OLD: DiskImage = new Map([["/d/f", { bytes: bytes("old"), mode: 0o600 }]]);

/** The contents that a file may have after a power cut; "-" for no file. */
function possible(disk: WeakDisk, file = "/d/f"): Set<string> {
  const images = legalDisks(disk).map((image) => image.get(file)?.bytes);
  return new Set(images.map((left) => (left === undefined ? "-" : new TextDecoder().decode(left))));
}

function replace(disk: WeakDisk, steps: { syncFile: boolean; syncFolder: boolean }): void {
  const file = disk.create("/d/t", 0o600);
  file.write(bytes("news"));
  if (steps.syncFile) file.sync();
  disk.rename("/d/t", "/d/f");
  if (steps.syncFolder) disk.syncFolder("/d");
}

describe("a power cut on the weak disk", () => {
  test("loses nothing that was synced, file and folder", () => {
    const disk = WeakDisk.of(OLD);
    replace(disk, { syncFile: true, syncFolder: true });
    expect(possible(disk)).toEqual(new Set(["news"]));
  });

  test("may undo a rename whose folder was not synced", () => {
    const disk = WeakDisk.of(OLD);
    replace(disk, { syncFile: true, syncFolder: false });
    expect(possible(disk)).toEqual(new Set(["old", "news"]));
  });

  test("may keep a rename and lose, tear or zero what was not synced of the file", () => {
    const disk = WeakDisk.of(OLD);
    replace(disk, { syncFile: false, syncFolder: true });
    expect(possible(disk)).toEqual(new Set(["", "news", "ne", "\0\0\0\0", "ne\0\0"]));
  });

  test("may bring a removed file back, and forget a new one", () => {
    const disk = WeakDisk.of(OLD);
    disk.unlink("/d/f");
    disk.create("/d/g", 0o600).sync();
    expect(possible(disk)).toEqual(new Set(["old", "-"]));
    expect(possible(disk, "/d/g")).toEqual(new Set(["", "-"]));
  });

  test("keeps one file's content the same under all its names", () => {
    const disk = WeakDisk.of(OLD);
    replace(disk, { syncFile: false, syncFolder: false });
    for (const image of legalDisks(disk)) {
      const [named, temporary] = [image.get("/d/f")?.bytes, image.get("/d/t")?.bytes];
      const renamed = named !== undefined && temporary !== undefined && named.length !== 3;
      expect(!renamed || Buffer.from(named).equals(temporary)).toBe(true);
    }
  });
});

describe("two weak disks", () => {
  const everything = (): boolean => false;

  test("have one key where nothing tells them apart, and another where a power cut would", () => {
    const synced = WeakDisk.of(OLD);
    replace(synced, { syncFile: true, syncFolder: true });
    const made = WeakDisk.of(new Map([["/d/f", { bytes: bytes("news"), mode: 0o600 }]]));
    expect(synced.key(everything)).toBe(made.key(everything));
    const unsynced = WeakDisk.of(OLD);
    replace(unsynced, { syncFile: true, syncFolder: false });
    expect(unsynced.key(everything)).not.toBe(synced.key(everything));
  });

  test("go separate ways once one was cloned", () => {
    const disk = WeakDisk.of(OLD);
    const clone = disk.clone();
    disk.open("/d/f").write(bytes("er"));
    expect(new TextDecoder().decode(clone.read("/d/f"))).toBe("old");
    expect(possible(clone)).toEqual(new Set(["old"]));
  });
});
