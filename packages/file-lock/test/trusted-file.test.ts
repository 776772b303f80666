import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { expect, onTestFinished, test } from "vitest";

import { makePrivate, readTrustedFile, requireTrustedFile } from "../src/index.js";

const untrusted = { code: "ERR_FILE_UNTRUSTED" };

/** A file of mode 0600 in a folder of mode 0700. */
function ownFile(): { readonly folder: string; readonly file: string } {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-trust-")));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "file");
  fs.writeFileSync(file, "mine", { mode: 0o600 });
  return { folder, file };
}

/** What both looks at a file say of it. */
async function verdicts(file: string): Promise<readonly unknown[]> {
  const named = await readTrustedFile(file).catch((error: unknown) => error);
  try {
    return [named, requireTrustedFile(file)];
  } catch (error) {
    return [named, error];
  }
}

/** Both looks refuse it. */
function refused(facts: object): readonly object[] {
  return [
    { ...untrusted, ...facts },
    { ...untrusted, ...facts },
  ];
}

test("a file that only its owner writes is read", async () => {
  const { file } = ownFile();
  fs.chmodSync(file, 0o644);
  expect(String(await readTrustedFile(file))).toBe("mine");
  requireTrustedFile(file);
});

test.each([0o666, 0o660, 0o602])("a file of mode %o is refused", async (mode) => {
  const { file } = ownFile();
  fs.chmodSync(file, mode);
  expect(await verdicts(file)).toMatchObject(
    refused({
      path: file,
      message: expect.stringContaining(`mode 0${mode.toString(8)}`),
    }),
  );
});

test.each([0o777, 0o770])("a file in a folder of mode %o is refused", async (mode) => {
  const { folder, file } = ownFile();
  fs.chmodSync(folder, mode);
  expect(await verdicts(file)).toMatchObject(refused({ path: folder }));
});

test("a file below a folder that everybody writes is refused, unless renaming is kept from them", async () => {
  const { folder } = ownFile();
  const inner = path.join(folder, "agents");
  fs.mkdirSync(inner, { mode: 0o700 });
  const file = path.join(inner, "file");
  fs.writeFileSync(file, "mine", { mode: 0o600 });
  fs.chmodSync(folder, 0o777);
  expect(await verdicts(file)).toMatchObject(refused({ path: folder }));
  fs.chmodSync(folder, 0o1777);
  expect(String(await readTrustedFile(file))).toBe("mine");
});

test("a symbolic link is not followed", async () => {
  const { folder, file } = ownFile();
  const link = path.join(folder, "link");
  fs.symlinkSync(file, link);
  expect(await verdicts(link)).toMatchObject(refused({ path: link }));
});

// Only root can give a file away.
test.skipIf(process.geteuid?.() !== 0)(
  "a file or a folder of another user is refused",
  async () => {
    const { folder, file } = ownFile();
    fs.chownSync(file, 65534, 65534);
    expect(await verdicts(file)).toMatchObject(
      refused({ path: file, message: expect.stringContaining("belongs to user 65534") }),
    );
    fs.chownSync(file, 0, 0);
    fs.chownSync(folder, 65534, 65534);
    expect(await verdicts(file)).toMatchObject(refused({ path: folder }));
  },
);

test("a file that is not there is the system's own error to its reader, and fine before it is made", async () => {
  const { folder } = ownFile();
  const missing = path.join(folder, "missing");
  await expect(readTrustedFile(missing)).rejects.toMatchObject({ code: "ENOENT" });
  requireTrustedFile(missing);
});

test("a file that others may read is made its owner's alone, and what it was is told", () => {
  const { file } = ownFile();
  expect(makePrivate(file)).toBeUndefined();
  fs.chmodSync(file, 0o644);
  expect(makePrivate(file)).toBe(0o644);
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
});
