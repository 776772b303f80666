import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { expect, onTestFinished, test } from "vitest";

import { tryFileLock } from "../src/index.js";

function lockPath(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-file-lock-"));
  onTestFinished(() => fs.rmSync(directory, { recursive: true, force: true }));
  return path.join(directory, "the.lock");
}

/** Another process that holds the lock; ends when it is killed. */
async function holder(file: string): Promise<{ kill(): Promise<void> }> {
  const module = JSON.stringify(path.resolve(import.meta.dirname, "../src/file-lock.ts"));
  const program = `
    const { tryFileLock } = await import(${module});
    const lock = tryFileLock(${JSON.stringify(file)});
    console.log(lock === undefined ? "refused" : "held");
    process.stdin.resume();
  `;
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "-e", program]);
  const ended = once(child, "close");
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(kill);
  const [said] = await Promise.race([once(child.stdout, "data"), ended]);
  expect(String(said)).toBe("held\n");
  return { kill };
}

test("a lock is held by one at a time, and by the next once it was disposed of", () => {
  const file = lockPath();
  const lock = tryFileLock(file);
  expect(lock).toBeDefined();
  expect(tryFileLock(file)).toBeUndefined();
  lock?.[Symbol.dispose]();
  using again = tryFileLock(file);
  expect(again).toBeDefined();
  expect(fs.statSync(file).size).toBe(0);
});

test("of many locks in one process each is held, refused and let go by itself", async () => {
  const files = Array.from({ length: 25 }, () => lockPath());
  const locks = files.map((file) => tryFileLock(file));
  expect(locks).not.toContain(undefined);
  expect(files.map((file) => tryFileLock(file))).toEqual(files.map(() => undefined));
  for (const lock of locks.filter((_, index) => index % 2 === 0)) lock?.[Symbol.dispose]();
  const other = lockPath();
  await holder(other); // another process's is refused, and harms none of ours
  expect(tryFileLock(other)).toBeUndefined();
  const free = files.map((file) => tryFileLock(file));
  expect(free.map((lock) => lock !== undefined)).toEqual(files.map((_, index) => index % 2 === 0));
  for (const lock of [...locks, ...free, ...free]) lock?.[Symbol.dispose](); // again is harmless
  for (const file of files) expect(fs.statSync(file).size).toBe(0);
  await Promise.all(files.slice(0, 5).map((file) => holder(file))); // and free to other processes
});

test("a lock of a process that was killed is free", async () => {
  const file = lockPath();
  const other = await holder(file);
  expect(tryFileLock(file)).toBeUndefined();
  await other.kill();
  using lock = tryFileLock(file);
  expect(lock).toBeDefined();
});

test("a lock is waited for as long as it was asked to", async () => {
  const file = lockPath();
  await holder(file);
  const before = performance.now();
  expect(tryFileLock(file, 50)).toBeUndefined();
  expect(performance.now() - before).toBeGreaterThanOrEqual(50);
});

test("a file that cannot be opened is an error, not a lock that is held", () => {
  const below = path.join(lockPath(), "below a file that is not there");
  expect(() => tryFileLock(below)).toThrow(expect.objectContaining({ code: "ENOENT" }));
});

test("a lock's file is its owner's alone, whatever the umask and its mode were", () => {
  const file = lockPath();
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  tryFileLock(file)?.[Symbol.dispose]();
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  fs.chmodSync(file, 0o666);
  using lock = tryFileLock(file);
  expect(lock).toBeDefined();
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(tryFileLock(file)).toBeUndefined(); // looking at the mode has not ended the lock
});

test("a symbolic link is not followed", () => {
  const file = lockPath();
  fs.symlinkSync(`${file}.elsewhere`, file);
  expect(() => tryFileLock(file)).toThrow(expect.objectContaining({ code: "ELOOP" }));
  expect(fs.existsSync(`${file}.elsewhere`)).toBe(false);
});

const mayMount =
  spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", os.tmpdir()]).status === 0;

test.skipIf(!mayMount)("a lock whose file exists is to be had on a full disk", () => {
  const folder = path.dirname(lockPath());
  const module = JSON.stringify(path.resolve(import.meta.dirname, "../src/file-lock.ts"));
  const program = `
    import fs from "node:fs";
    const { tryFileLock } = await import(${module});
    console.log(tryFileLock("the.lock") === undefined ? "refused" : "held");
    console.log(fs.readdirSync(".").join());
  `;
  const script = `mount -t tmpfs -o size=64k none . && cd "$PWD" && touch the.lock
    dd if=/dev/zero of=fill bs=1k 2>/dev/null; exec "$@"`;
  const words = [process.execPath, "--no-warnings", "--input-type=module", "-e"];
  const { stdout, stderr } = spawnSync(
    "unshare",
    ["-m", "sh", "-c", script, "-", ...words, program],
    { cwd: folder, encoding: "utf8" },
  );
  expect(stderr).toBe("");
  expect(stdout).toBe("held\nfill,the.lock\n");
});
