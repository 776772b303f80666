// A real controller, and agents that are made for it one after another.
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { type AgentPaths, agentPaths, initAgent } from "@holdfast/agent-config";
import { type RunningController, startController } from "@holdfast/controller";
import { parseTag, type Tag } from "@holdfast/names";

/** Part of every password that is handed out here: it must never be seen anywhere. */
export const CANARY = "canary7Kq2mZ";

export interface Scene extends AsyncDisposable {
  readonly folder: string;
  /** Makes an agent that has never run, in a data directory of its own. */
  newAgent(): Promise<MadeAgent>;
}

export interface MadeAgent {
  readonly dataDir: string;
  readonly tag: Tag;
  readonly paths: AgentPaths;
}

export async function openScene(): Promise<Scene> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-prove-"));
  // A thousand logins a minute are the proof's doing, and no reason to be slow.
  const rateLimit = { max: 0, interval: 1 };
  const controller = await startController({ dataDir: path.join(folder, "controller"), rateLimit });
  let agents = 0;
  return {
    folder,
    newAgent: () => makeAgent(controller, path.join(folder, `agent-${agents++}`)),
    [Symbol.asyncDispose]: async () => {
      await controller[Symbol.asyncDispose]();
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes an agent in `dataDir` for a new machine of the controller. */
export async function makeAgent(
  controller: RunningController,
  dataDir: string,
): Promise<MadeAgent> {
  const machine = await controller.addMachine({ password: `${CANARY}-bootstrap-password` });
  const { tag } = parseTag(machine.tag);
  await initAgent({
    dataDir,
    tag,
    password: machine.password,
    nonce: machine.nonce,
    model: `model-${machine.model}`,
    controller: `controller-${controller.controllerUuid}`,
    caCert: controller.caCert,
    apiAddresses: [controller.address],
  });
  return { dataDir, tag, paths: agentPaths(dataDir, tag) };
}
