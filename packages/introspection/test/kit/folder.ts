import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { onTestFinished } from "vitest";

/** A folder of the test's own, gone with it. */
export async function makeFolder(): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-see-"));
  onTestFinished(() => fs.rm(folder, { recursive: true, force: true }));
  return folder;
}
