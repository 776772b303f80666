// File systems of their own, each in an image file, so that what is on the "device" at one moment can
// be copied, mounted and looked at.
import { execFile, spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A way of making and mounting a file system. */
export interface FileSystem {
  readonly name: string;
  readonly make: readonly string[];
  readonly options: string;
  /** Bytes: the least that its tools accept, or somewhat more. */
  readonly size: number;
}

const MIB = 1024 * 1024;

export const fileSystems: readonly FileSystem[] = [
  { name: "ext4", make: ["mkfs.ext4", "-q", "-F"], options: "loop", size: 16 * MIB },
  {
    name: "ext4 data=writeback",
    make: ["mkfs.ext4", "-q", "-F"],
    options: "loop,data=writeback",
    size: 16 * MIB,
  },
  // A copy has the same identity as its original, which is mounted at the same time.
  { name: "xfs", make: ["mkfs.xfs", "-q", "-f"], options: "loop,nouuid", size: 320 * MIB },
  { name: "btrfs", make: ["mkfs.btrfs", "-q", "-f"], options: "loop", size: 128 * MIB },
];

/** Why a file system cannot be tried here; undefined where it can: one was made and mounted. */
export async function whyNotMountable(
  system: FileSystem,
  folder: string,
): Promise<string | undefined> {
  const [tool = ""] = system.make;
  if (spawnSync(tool, ["-V"]).error !== undefined) return `${tool} is not installed`;
  const image = path.join(folder, "trial");
  try {
    await makeImage(system, image);
    await using mounted = await mount(system, image);
    await fs.access(mounted.folder);
    return undefined;
  } catch {
    return "this machine does not allow mounting";
  } finally {
    await fs.rm(image, { force: true });
  }
}

export interface Mounted extends AsyncDisposable {
  readonly folder: string;
}

/** Makes an image with an empty file system. */
export async function makeImage(system: FileSystem, image: string): Promise<void> {
  const file = await fs.open(image, "w");
  await file.truncate(system.size);
  await file.close();
  const [command = "", ...args] = system.make;
  await run(command, [...args, image]);
}

/** Mounts an image, replaying its journal. */
export async function mount(system: FileSystem, image: string): Promise<Mounted> {
  const folder = await fs.mkdtemp(path.join(path.dirname(image), "mounted-"));
  try {
    await run("mount", ["-o", system.options, image, folder]);
  } catch (error) {
    await fs.rmdir(folder);
    throw error;
  }
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      await run("umount", [folder]);
      await fs.rmdir(folder);
    },
  };
}

/** What is on the device now: all that a power cut at this moment would leave. */
export async function copyDevice(image: string, copy: string): Promise<void> {
  await run("cp", ["--sparse=always", "--reflink=auto", image, copy]);
}
