// What an agent does to its disk, as seen by a power cut: where it starts, what it does, and which
// passwords the controller may hold at each moment.
import { initAgent } from "@holdfast/agent-config";
import { VirtualClock } from "@holdfast/ports/testing";

import type { Gate } from "../disk/gate.js";
import { gatedDisk } from "../disk/gate.js";
import { WeakDisk } from "../disk/weak-disk.js";
import { type AgentKind, holdfast } from "../histories/agent-kind.js";
import { BOOTSTRAP, FIRST_CONF, NEW_AGENT, PATHS } from "../histories/world.js";
import type { Writer } from "./writers.js";

export const FRESH = "generated-01-of-this-agent-itself";

export interface Scenario {
  readonly name: string;
  start(): WeakDisk;
  /** @param told - called once the controller may hold the fresh password */
  act(disk: WeakDisk, gate: Gate, told: () => void): Promise<void>;
  /** Whether there may be no agent yet when the power goes. */
  readonly mayBeMissing: boolean;
}

const made = (): WeakDisk =>
  WeakDisk.of(
    new Map([
      [PATHS.conf, FIRST_CONF],
      [PATHS.lastGood, FIRST_CONF],
    ]),
  );

/** A rotation up to the moment at which the controller is told, and a change after it. */
export function rotating(kind: AgentKind): Scenario {
  return {
    name: kind.name,
    mayBeMissing: false,
    start: made,
    act: async (disk, gate, told) => {
      const agent = await kind.open(gatedDisk(disk, gate));
      await agent.changeConfig((config) => {
        config.setPassword(FRESH);
        config.setOldPassword(BOOTSTRAP);
      });
      told();
      await agent.changeConfig((config) => config.setApiAddresses(["10.0.0.2:17070"]));
      await agent[Symbol.asyncDispose]();
    },
  };
}

/** What a process that was killed between its rename and the folder's sync left for the next one. */
export function resuming(kind: AgentKind): Scenario {
  return {
    name: `${kind.name}, after a kill`,
    mayBeMissing: false,
    start: () => {
      const disk = made();
      const file = disk.create(`${PATHS.conf}.holdfast-new`, 0o600);
      file.write(ROTATED);
      file.sync();
      disk.rename(`${PATHS.conf}.holdfast-new`, PATHS.conf);
      return disk;
    },
    act: async (disk, gate, told) => {
      const agent = await kind.open(gatedDisk(disk, gate));
      await agent.changeConfig((config) => {
        config.setPassword(FRESH);
        config.setOldPassword(BOOTSTRAP);
      });
      told();
      await gate({ at: "controller", call: "set", password: FRESH });
      await agent[Symbol.asyncDispose]();
    },
  };
}

const ROTATED = new TextEncoder().encode(
  `${new TextDecoder().decode(FIRST_CONF.bytes)}apipassword: ${FRESH}\n`,
);

/** Another writer in the place of ours, with nothing but the file itself. */
export function writtenBy(name: string, writer: Writer): Scenario {
  return {
    name,
    mayBeMissing: false,
    start: () => WeakDisk.of(new Map([[PATHS.conf, FIRST_CONF]])),
    act: async (disk, gate, told) => {
      const files = gatedDisk(disk, gate);
      await writer({ files, disk, gate }, PATHS.conf, ROTATED);
      told();
      await gate({ at: "controller", call: "set", password: FRESH });
    },
  };
}

/** The making of an agent, in an empty folder. */
export const making: Scenario = {
  name: "Holdfast makes an agent",
  mayBeMissing: true,
  start: () => WeakDisk.of(new Map()),
  act: async (disk, gate) => {
    await initAgent({ ...NEW_AGENT, files: gatedDisk(disk, gate), clock: new VirtualClock() });
  },
};

/** An `agent.conf` that was emptied, or cut short, and is restored. */
export const restoring: Scenario = {
  name: "Holdfast restores agent.conf",
  mayBeMissing: false,
  start: () => {
    const cut = { ...FIRST_CONF, bytes: FIRST_CONF.bytes.subarray(0, 99) };
    return WeakDisk.of(
      new Map([
        [PATHS.conf, cut],
        [PATHS.lastGood, FIRST_CONF],
      ]),
    );
  },
  act: async (disk, gate, told) => rotating(holdfast).act(disk, gate, told),
};
