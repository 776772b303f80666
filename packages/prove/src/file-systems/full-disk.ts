// A disk with room for a part of the new file: what do writers leave, and what do they say?
import fs from "node:fs/promises";
import path from "node:path";

import { openAgent } from "@holdfast/agent-config";
import type { RunningController } from "@holdfast/controller";

import type { Control } from "../proof.js";
import { makeAgent } from "../system-calls/scene.js";
import { type FileSystem, makeImage, mount } from "./loop-device.js";
import { realWriters } from "./real-writers.js";

/**
 * Bytes of the file that is to be written, and of the room there is for it. Large, since a kernel that
 * takes 2 MiB at once refuses less than that as a whole.
 */
const NEEDED = 6 * 1024 * 1024;
const ROOM = 3 * 1024 * 1024;

export async function fillDisk(
  controller: RunningController,
  system: FileSystem,
  folder: string,
): Promise<{ controls: readonly Control[]; faults: readonly string[] }> {
  const image = path.join(folder, "full-device");
  await makeImage(system, image);
  const controls: Control[] = [];
  const faults: string[] = [];
  {
    await using device = await mount(system, image);
    const agent = await makeAgent(controller, device.folder);
    const { conf } = agent.paths;
    const before = await fs.readFile(conf, "utf8");
    await using opened = await openAgent({ ...agent, recheckInterval: Infinity });
    await leaveRoom(device.folder);
    const refusal: unknown = await opened
      .changeConfig((config) => config.setValue("large", "x".repeat(NEEDED)))
      .catch((error: unknown) => error);
    const code = refusal instanceof Error && "code" in refusal ? refusal.code : undefined;
    if (code !== "ERR_FILE_NO_SPACE") faults.push(`a full disk was answered by ${String(refusal)}`);
    if ((await fs.readFile(conf, "utf8")) !== before) faults.push("a full disk changed agent.conf");
    for (const writer of realWriters.filter(({ name }) => name !== "Juju's order")) {
      const target = path.join(agent.paths.folder, "another.conf");
      await fs.writeFile(target, before);
      await syncFile(target);
      const text = before + "x".repeat(NEEDED);
      const said = await writer.write(target, text).then(
        () => "success",
        (error: unknown) => String(error),
      );
      const left = await fs.readFile(target, "utf8");
      const spoilt = left !== before && left !== text;
      const found = spoilt
        ? `${left.length} of ${text.length} bytes, reported as ${said}`
        : undefined;
      controls.push({ name: `${writer.name} on a full disk`, found });
      await fs.rm(target, { force: true });
    }
  }
  await fs.rm(image);
  return { controls, faults };
}

async function syncFile(file: string): Promise<void> {
  const handle = await fs.open(file, "r+");
  await handle.sync();
  await handle.close();
}

/** Fills the disk to its last block, whatever it says it has, and gives some back. */
async function leaveRoom(folder: string): Promise<void> {
  const filler = await fs.open(path.join(folder, "filler"), "w");
  try {
    await writeUntilFull(filler);
    const { size } = await filler.stat();
    await filler.truncate(size - ROOM);
    await filler.sync();
  } finally {
    await filler.close();
  }
}

async function writeUntilFull(filler: fs.FileHandle): Promise<void> {
  const block = new Uint8Array(16 * 1024);
  try {
    for (;;) {
      await filler.write(block);
      await filler.sync();
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}
