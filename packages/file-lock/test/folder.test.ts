import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { makeFolder, makePrivateFolder } from "../src/index.js";

function temporary(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-folder-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a folder is made with all that it lies in, for its owner alone", () => {
  const top = path.join(temporary(), "a");
  const folder = path.join(top, "b", "c");
  expect(makePrivateFolder(folder)).toBe(top);
  for (const each of [top, path.dirname(folder), folder]) {
    expect(fs.statSync(each).mode & 0o777).toBe(0o700);
  }
  expect(makePrivateFolder(folder)).toBeUndefined();
});

test("a folder for others too is as open as the umask lets it be", () => {
  const folder = path.join(temporary(), "a", "b");
  makeFolder(folder);
  const open = 0o777 & ~process.umask();
  expect(fs.statSync(folder).mode & 0o777).toBe(open);
  expect(fs.statSync(path.dirname(folder)).mode & 0o777).toBe(open);
});

test("a file in the way is an error", () => {
  const file = path.join(temporary(), "file");
  fs.writeFileSync(file, "");
  for (const folder of [file, path.join(file, "a", "b")]) {
    expect(() => makePrivateFolder(folder)).toThrow(expect.objectContaining({ code: "ENOTDIR" }));
  }
});

// In a process of its own: what this replaces never returned.
test.skipIf(!fs.existsSync("/proc/self"))(
  "a place where nothing can be made is an error, at once",
  () => {
    const module = path.resolve(import.meta.dirname, "../src/folder.ts");
    const program = `
    const { makePrivateFolder } = await import(${JSON.stringify(module)});
    try { makePrivateFolder("/proc/none/a/b"); } catch ({ code }) { console.log(code); }
  `;
    const words = ["--no-warnings", "--input-type=module", "-e", program];
    const { stdout } = spawnSync(process.execPath, words, { timeout: 20_000, encoding: "utf8" });
    expect(stdout).toBe("ENOENT\n");
  },
);
