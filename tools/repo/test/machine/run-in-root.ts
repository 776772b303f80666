// A script in a root that nothing has booted: for what needs files, and no systemd.
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const start = `
set -e
mount -t tmpfs -o mode=755,size=2g none "$1"
tar -C "$1" -xf "$2"
mkdir "$1/shared"
mount --bind -o ro "$3" "$1/shared"
mount --rbind /dev "$1/dev"
mount -t proc none "$1/proc"
exec chroot "$1" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /bin/sh -c "$4"
`;

/**
 * Runs a script as root in the files of an archive, of which nothing is left afterwards.
 *
 * @param shared - a folder that it sees as `/shared`
 * @returns what it said on standard output
 * @throws where it ends with anything but 0
 */
export async function runInRoot(archive: string, shared: string, script: string): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-root-"));
  const spaces = ["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"];
  try {
    const words = [...spaces, "--", "sh", "-c", start, "start", folder, archive, shared, script];
    const { stdout } = await promisify(execFile)("unshare", words);
    return stdout;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
