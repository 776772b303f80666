// Rotations on real file systems: before each step the device is copied as it is, as a power cut would
// leave it; each copy is mounted, its journal replayed, and an agent started on it.
import fs from "node:fs/promises";
import path from "node:path";

import { knownPasswords, openAgent } from "@holdfast/agent-config";
import { apiOpen } from "@holdfast/api-open";
import { ScaryConnect } from "@holdfast/connect-scary";
import type { RunningController } from "@holdfast/controller";

import type { ProofOptions } from "../proof.js";
import { stepName } from "../histories/step-name.js";
import { CANARY, makeAgent, type MadeAgent } from "../system-calls/scene.js";
import { copyDevice, type FileSystem, makeImage, mount } from "./loop-device.js";
import type { RealWriter } from "./real-writers.js";
import { steppedDisk } from "./stepped-disk.js";

const FRESH = `${CANARY}-generated-password`;
const BOOTSTRAP = `${CANARY}-bootstrap-password`;

export interface Moment {
  readonly step: string;
  readonly outcome: "connected" | "locked out";
  readonly detail: string;
}

interface Copy {
  readonly step: string;
  readonly image: string;
  /** What the controller may hold at this moment. */
  readonly passwords: readonly string[];
}

/** Cuts the power before each step of our own rotation. */
export async function cutRealPower(
  controller: RunningController,
  system: FileSystem,
  folder: string,
  options: ProofOptions,
): Promise<readonly Moment[]> {
  return onFreshDevice(controller, system, folder, options, async (agent, copy) => {
    let told = false;
    const possible = (): string[] => (told ? [BOOTSTRAP, FRESH] : [BOOTSTRAP]);
    const files = steppedDisk(async (step) => {
      const isChosen = options.share === "all" || (step.at === "disk" && step.call === "rename");
      if (isChosen) await copy(stepName(step), possible());
    });
    await using opened = await openAgent({ ...agent, files, recheckInterval: Infinity });
    await opened.changeConfig((config) => {
      config.setPassword(FRESH);
      config.setOldPassword(BOOTSTRAP);
    });
    told = true;
    await copy("set password", possible());
    await opened.changeConfig((config) => config.setValue("holdfast-proof", "a later change"));
    await copy("the end", possible());
  });
}

/** Cuts the power once another writer has said that the new file is written. */
export async function cutAfterWriter(
  controller: RunningController,
  system: FileSystem,
  folder: string,
  options: ProofOptions,
  writer: RealWriter,
): Promise<readonly Moment[]> {
  return onFreshDevice(controller, system, folder, options, async (agent, copy) => {
    const { conf, lastGood } = agent.paths;
    // These writers know of no last good copy.
    await fs.rm(lastGood);
    await syncAll(agent.paths.folder);
    const text = await fs.readFile(conf, "utf8");
    await writer.write(conf, `${text}apipassword: ${FRESH}\n`);
    await copy("set password", [BOOTSTRAP, FRESH]);
  });
}

async function onFreshDevice(
  controller: RunningController,
  system: FileSystem,
  folder: string,
  { signal }: ProofOptions,
  act: (
    agent: MadeAgent,
    copy: (step: string, passwords: readonly string[]) => Promise<void>,
  ) => Promise<void>,
): Promise<readonly Moment[]> {
  const image = path.join(folder, "device");
  const copies: Copy[] = [];
  await makeImage(system, image);
  let agent: MadeAgent;
  {
    await using device = await mount(system, image);
    agent = await makeAgent(controller, device.folder);
    await syncAll(agent.paths.folder);
    await act(agent, async (step, passwords) => {
      signal.throwIfAborted();
      const copied = path.join(folder, `device-${copies.length}`);
      copies.push({ step, image: copied, passwords });
      await copyDevice(image, copied);
    });
  }
  const moments: Moment[] = [];
  for (const copy of copies) {
    signal.throwIfAborted();
    moments.push(await outcomeOf(controller, system, agent, copy));
    await fs.rm(copy.image);
  }
  await fs.rm(image);
  return moments;
}

/** Starts an agent on a copy, once for each password that the controller may hold. */
async function outcomeOf(
  controller: RunningController,
  system: FileSystem,
  { tag }: MadeAgent,
  { step, image, passwords }: Copy,
): Promise<Moment> {
  await using device = await mount(system, image);
  for (const password of passwords) {
    await controller.setAgentPassword({ tag, password });
    try {
      await connectFrom(device.folder, tag, password);
    } catch (error) {
      return { step, outcome: "locked out", detail: String(error) };
    }
  }
  return { step, outcome: "connected", detail: "" };
}

/** The agent's own code against the real controller; three attempts, as a rotation may need two. */
async function connectFrom(
  dataDir: string,
  tag: MadeAgent["tag"],
  password: string,
): Promise<void> {
  await using agent = await openAgent({ dataDir, tag, recheckInterval: Infinity });
  if (!knownPasswords(agent.currentConfig()).includes(password)) {
    throw new Error("the controller may hold a password that is not on the disk");
  }
  const strategy = new ScaryConnect();
  for (let attempt = 1; ; attempt++) {
    try {
      const connection = await strategy.connect(agent, apiOpen);
      await connection.close();
      return;
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

/** Everything on that file system is on its device, as after a quiet while. */
async function syncAll(folder: string): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    const file = await fs.open(path.join(folder, name), "r");
    await file.sync();
    await file.close();
  }
  for (let at = folder; ; at = path.dirname(at)) {
    const handle = await fs.open(at, "r");
    await handle.sync();
    await handle.close();
    if (path.basename(at).startsWith("mounted-")) return;
  }
}
