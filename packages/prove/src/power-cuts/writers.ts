// How others replace a file, in their own order of steps, on the model's disk. What is said of the
// two npm packages was read in them; the system calls of the packages themselves are proven
// elsewhere, under strace and on real file systems.
import type { FilePort } from "@holdfast/agent-config";

import type { Gate } from "../disk/gate.js";
import type { WeakDisk } from "../disk/weak-disk.js";

/** Replaces a file's bytes. */
export type Writer = (
  at: { readonly files: FilePort; readonly disk: WeakDisk; readonly gate: Gate },
  target: string,
  bytes: Uint8Array,
) => Promise<void>;

/** Writes all of it, syncs, renames; the folder is never synced. */
export const jujuOrder: Writer = async ({ files }, target, bytes) => {
  const temporary = `${target}123456`;
  const file = await files.create(temporary, 0o600);
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
  await file.sync();
  await file.close();
  await files.rename(temporary, target);
};

/** `write-file-atomic` and `atomically`: one write, whatever became of it; sync; rename. */
export const oneWrite: Writer = async ({ files }, target, bytes) => {
  const temporary = `${target}.1234`;
  const file = await files.create(temporary, 0o600);
  await file.write(bytes);
  await file.sync();
  await file.close();
  await files.rename(temporary, target);
};

/** What `fs.writeFile` does: empties the file, and fills it again. */
export const truncating: Writer = async ({ disk, gate }, target, bytes) => {
  await gate({ at: "disk", call: "create", path: target });
  const file = disk.truncate(target, 0o600);
  await gate({ at: "disk", call: "write", path: target });
  file.write(bytes);
  await gate({ at: "disk", call: "sync", path: target });
  file.sync();
};
