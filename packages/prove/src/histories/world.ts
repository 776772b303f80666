import { createHash } from "node:crypto";

import {
  type AgentPaths,
  agentPaths,
  createAgentConf,
  type NewAgent,
} from "@holdfast/agent-config";

import type { FileImage } from "../disk/disk-image.js";
import { WeakDisk } from "../disk/weak-disk.js";
import type { ControllerState } from "../model/model-controller.js";

/** The agent of every history. */
export const DATA_DIR = "/data";
export const TAG = "machine-0";
export const PATHS: AgentPaths = agentPaths(DATA_DIR, TAG);
export const BOOTSTRAP = "bootstrap-password-given-to-it";

/** What may still be done to the agent from outside: each of these is rare, and no more than once. */
export type Mishap = "overwritten" | "emptied" | "juju";

/** Everything that outlives a process: the disk, the controller, and what is between them. */
export interface World {
  readonly disk: WeakDisk;
  readonly controller: ControllerState;
  readonly mishaps: readonly Mishap[];
}

export const NEW_AGENT: NewAgent = {
  dataDir: DATA_DIR,
  tag: TAG,
  password: BOOTSTRAP,
  model: "model-7f8d3a84-8f52-4c5a-8c7d-5e3a9c0f1b22",
  controller: "controller-a4c1c1b6-35ea-4c8e-8a3b-2a2b6a0d3e11",
  caCert: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
  apiAddresses: ["10.0.0.1:17070"],
};

const first = createAgentConf(NEW_AGENT);

/** The `agent.conf` with which the agent was made: what cloud-init writes again at a reboot. */
export const FIRST_CONF: FileImage = { bytes: new TextEncoder().encode(first), mode: 0o600 };

/** An agent that was made by our own `init` and has never run. */
export function newWorld(mishaps: readonly Mishap[]): World {
  return {
    disk: WeakDisk.of(
      new Map([
        [PATHS.conf, FIRST_CONF],
        [PATHS.lastGood, FIRST_CONF],
      ]),
    ),
    controller: { password: BOOTSTRAP, former: [], inFlight: [] },
    mishaps,
  };
}

/** Agents that real Juju left to us: made, in the middle of a rotation, and after one. */
export function worldsOfJuju(mishaps: readonly Mishap[]): readonly World[] {
  const made = WeakDisk.of(new Map([[PATHS.conf, FIRST_CONF]]));
  const password = "juju-01-of-this-agent-itself";
  const text = `${first}apipassword: ${password}\n`;
  const conf = { bytes: new TextEncoder().encode(text), mode: 0o600 };
  const rotating = WeakDisk.of(new Map([[PATHS.conf, conf]]));
  const before: ControllerState = { password: BOOTSTRAP, former: [], inFlight: [] };
  return [
    { disk: made, controller: before, mishaps },
    { disk: rotating, controller: before, mishaps },
    { disk: rotating, controller: { ...before, inFlight: [password] }, mishaps },
    {
      disk: rotating,
      controller: { password, former: [BOOTSTRAP], inFlight: [password] },
      mishaps,
    },
  ];
}

/** Files that no agent reads: temporary ones, which it removes, and what is kept for the operator. */
export const isUnread = (file: string): boolean =>
  file.endsWith(".holdfast-new") || file === PATHS.damaged;

const keys = new WeakMap<World, string>();

/** Two worlds with one key are the same for every agent and every event. */
export function worldKey(world: World): string {
  const key = keys.get(world) ?? makeKey(world);
  keys.set(world, key);
  return key;
}

function makeKey(world: World): string {
  const hash = createHash("sha1");
  hash.update(JSON.stringify([world.controller, world.mishaps]));
  hash.update(world.disk.key(isUnread));
  return hash.digest("base64");
}

/** The first of a family of passwords that is nowhere in the world. */
export function freshPassword(world: World, family: "generated" | "juju"): string {
  const texts = [JSON.stringify(world.controller), world.disk.key(isUnread)].join();
  for (let number = 1; ; number++) {
    const password = `${family}-${String(number).padStart(2, "0")}-of-this-agent-itself`;
    if (!texts.includes(password)) return password;
  }
}
