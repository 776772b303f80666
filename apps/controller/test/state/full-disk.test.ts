// A disk that takes nothing more: a small one in memory, which only root may mount.
import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { temporaryDirectory, testController } from "../kit/test-controller.js";
import type { Ran } from "../kit/in-process.js";

const mayMount =
  spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", os.tmpdir()]).status === 0;

const words = [
  process.execPath,
  "--conditions=@holdfast/source",
  "--disable-warning=ExperimentalWarning",
  "--import",
  path.join(import.meta.dirname, "../../../../tools/repo/src/resolve-sources.ts"),
  path.join(import.meta.dirname, "../kit/run-commands.ts"),
];

/** Runs commands where the disk, with a controller's data in `c`, is as `spoil` leaves it. */
async function onDisk(spoil: string, commands: readonly (readonly string[])[]): Promise<Ran[]> {
  const dataDir = temporaryDirectory();
  await using controller = await testController({ dataDir });
  await controller[Symbol.asyncDispose]();
  const script = `mount -t tmpfs -o size=2m none . && cd "$PWD" && cp -a "$1" c || exit 1
    ${spoil}; shift; exec "$@"`;
  const { stdout, stderr } = spawnSync(
    "unshare",
    ["-m", "sh", "-c", script, "-", dataDir, ...words, JSON.stringify(commands)],
    { cwd: temporaryDirectory(), encoding: "utf8" },
  );
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const dir = ["--data-dir", "c"];
const writing = [
  ["run", ...dir],
  ["run", "--data-dir", "new"],
  ["add-model", "prod", ...dir],
  ["add-machine", ...dir],
  ["set-password", "user-admin", ...dir],
];

describe.skipIf(!mayMount)("a command that has to write", () => {
  test("says that the disk is full, in no word of SQLite's, and may be tried again", async () => {
    const fill = "dd if=/dev/zero of=fill bs=1k 2>/dev/null";
    const results = await onDisk(fill, [...writing, ["backup", "b.sqlite", ...dir]]);
    for (const { code, err } of results) {
      expect(err).toMatch(
        /^error (?:ERR_FILE_NO_SPACE|ERR_BACKUP): cannot (?:use|write) \S+: the disk is full: make room\n$/,
      );
      expect(code).toBe(1);
    }
  });

  test("says that the file system is read-only, and may be tried again", async () => {
    const results = await onDisk("mount -o remount,ro .", writing);
    for (const { code, err } of results) {
      expect(err).toMatch(
        /^error ERR_FILE_READ_ONLY: cannot use \S+: the file system is read-only: remount it\n$/,
      );
      expect(code).toBe(1);
    }
  });
});
