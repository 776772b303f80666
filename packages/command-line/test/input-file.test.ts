import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { expect, test } from "vitest";

import { readInputFile } from "../src/index.js";

test("a file that can be read is read; one that cannot be is named, with the reason", async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-input-"));
  const { signal } = new AbortController();
  try {
    const file = path.join(folder, "ca.pem");
    await fs.writeFile(file, "pem");
    expect(await readInputFile(file, "the CA certificate", signal)).toBe("pem");
    await expect(readInputFile(`${file}x`, "the CA certificate", signal)).rejects.toMatchObject({
      code: "ERR_FILE_UNREADABLE",
      message: `cannot read the CA certificate from ${file}x: there is no such file: check the path`,
    });
    await expect(readInputFile(folder, "the CA certificate", signal)).rejects.toMatchObject({
      code: "ERR_FILE_UNREADABLE",
      message: `cannot read the CA certificate from ${folder}: it is a folder: name the file in it`,
    });
  } finally {
    await fs.rm(folder, { recursive: true });
  }
});
