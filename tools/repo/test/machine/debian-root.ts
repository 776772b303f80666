// Debian 12 as one archive: as little of it as boots, made by debootstrap once and kept where npm keeps
// what can be made again. An archive and no folder: a tree of root's, with setuid programs in it, has no
// place in a checkout.
import { execFile, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";

import { root } from "../../src/workspace.ts";

const suite = "bookworm";
const mirror = "http://deb.debian.org/debian";
/** sudo, since the documented steps begin with it. */
const packages = ["systemd-sysv", "dbus", "adduser", "libstdc++6", "sudo"];
const needed = ["dpkg-deb", "debootstrap", "systemd-nspawn", "unshare", "nsenter", "tar"];

/** The archive's path, or why there is none. */
export type DebianRoot =
  | { readonly archive: string; readonly missing?: undefined }
  | { readonly archive?: undefined; readonly missing: string };

/** In a mount namespace of its own: whatever happens, no mount is left behind. */
const make = `
set -e
mount -t tmpfs -o mode=755 none "$1"
debootstrap --variant=minbase --include="$3" "$4" "$1" "$5"
cd "$1"
rm -rf usr/share/doc/* usr/share/man/* usr/share/locale/* var/cache/apt/archives/*.deb var/lib/apt/lists/*
tar -cf "$2" --one-file-system .
`;

/** Debian's files, made where they are not there yet, which takes about half a minute. */
export async function debianRoot(): Promise<DebianRoot> {
  if (process.platform !== "linux") return { missing: "no Linux" };
  if (process.getuid?.() !== 0) return { missing: "needs root" };
  const absent = needed.find((name) => spawnSync("which", [name]).status !== 0);
  if (absent !== undefined) return { missing: `no ${absent}` };
  const may = spawnSync("unshare", ["--mount", "--", "mount", "-t", "tmpfs", "none", "/mnt"]);
  if (may.status !== 0) return { missing: "may not mount" };
  const folder = path.join(root, "node_modules/.cache/holdfast-debian");
  const file = path.join(folder, `${suite}-${process.arch}.tar`);
  if (fs.existsSync(file)) return { archive: file };
  fs.mkdirSync(folder, { recursive: true });
  const work = fs.mkdtempSync(path.join(folder, "making-"));
  try {
    const mountPoint = path.join(work, "root");
    const made = path.join(work, "made.tar");
    fs.mkdirSync(mountPoint);
    const words = [mountPoint, made, packages.join(","), suite, mirror];
    await promisify(execFile)(
      "unshare",
      ["--mount", "--propagation", "private", "--", "sh", "-c", make, "make", ...words],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    fs.renameSync(made, file);
    return { archive: file };
  } catch (error) {
    const [line = ""] = String(error instanceof Error ? error.message : error)
      .split("\n")
      .slice(-2);
    return { missing: `debootstrap failed: ${line}` };
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}
