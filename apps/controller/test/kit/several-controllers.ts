import fs from "node:fs";
import path from "node:path";

import { onTestFinished } from "vitest";

import { type RunningController, startController } from "../../src/index.js";
import { temporaryDirectory } from "./test-controller.js";

/** Starts a controller of that store, whose directory has the keys of the authority. */
export async function controllerOf(
  store: string,
  like?: string,
): Promise<[RunningController, string]> {
  const dataDir = temporaryDirectory();
  for (const name of like === undefined ? [] : fs.readdirSync(like)) {
    if (!name.startsWith("ca-")) continue;
    fs.copyFileSync(path.join(like ?? "", name), path.join(dataDir, name));
    fs.chmodSync(path.join(dataDir, name), 0o600);
  }
  const controller = await startController({ dataDir, store });
  onTestFinished(() => controller[Symbol.asyncDispose]());
  return [controller, dataDir];
}
