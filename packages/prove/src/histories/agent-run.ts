import type { Agent, FilePort } from "@holdfast/agent-config";
import type { OpenFunc } from "@holdfast/api-open";
import { hasCode } from "@holdfast/connect";

import { gatedDisk, type Step } from "../disk/gate.js";
import type { WeakDisk } from "../disk/weak-disk.js";
import { type ModelNetwork, modelOpen } from "../model/model-connection.js";
import type { Delivery } from "../model/model-controller.js";
import type { AgentKind } from "./agent-kind.js";
import { freshPassword, type World } from "./world.js";

/** What goes wrong in a run, at one of its steps; before it the run is as without. */
export interface Fault {
  readonly step: number;
  readonly what:
    | { readonly at: "disk"; readonly code: "EIO" | "ENOSPC" }
    | { readonly at: "controller"; readonly delivery: Delivery };
}

export type RunOutcome = "connected" | "impossible" | "failed" | "cannot open";

export interface Run {
  /** The steps in their order, and the world as a kill just before each would leave it. */
  readonly steps: readonly { readonly step: Step; readonly before: World }[];
  readonly after: World;
  readonly outcome: RunOutcome;
  readonly attempts: number;
  readonly error: unknown;
  /** The passwords that were sent to be set. */
  readonly sent: readonly string[];
}

/** How often an agent may try before it must be connected, where nothing goes wrong any more. */
export const MAX_ATTEMPTS = 3;

/** One process of an agent, from its start until it is connected, gives up, or has tried enough. */
export async function runAgent(kind: AgentKind, world: World, fault?: Fault): Promise<Run> {
  const disk = world.disk.clone();
  const steps: { step: Step; before: World }[] = [];
  const sent: string[] = [];
  let delivery: Delivery = "applied";
  const network: ModelNetwork = {
    controller: world.controller,
    fares: () => delivery,
    sent: (password) => sent.push(password),
  };
  const now = observer(world, disk, network);
  const gate = async (step: Step): Promise<void> => {
    const what = fault?.step === steps.length ? fault.what : undefined;
    steps.push({ step, before: now() });
    delivery = what?.at === "controller" ? what.delivery : "applied";
    if (what?.at === "disk") throw Object.assign(new Error(what.code), { code: what.code });
  };
  const life = await live(kind, gatedDisk(disk, gate), modelOpen(network, gate), now);
  return { ...life, steps, sent, after: now() };
}

/** The world at each moment: the same object as long as nothing in it has changed. */
function observer(world: World, disk: WeakDisk, network: ModelNetwork): () => World {
  let seen: { version: number; world: World } | undefined;
  return () => {
    const { version } = disk;
    if (seen?.version !== version || seen.world.controller !== network.controller) {
      seen = { version, world: { ...world, disk: disk.clone(), controller: network.controller } };
    }
    return seen.world;
  };
}

/** How a process ended by itself. */
export type Life = Pick<Run, "outcome" | "attempts" | "error">;

/** Opens the agent and connects, as the engine would have it do, until it is connected or gives up. */
export async function live(
  kind: AgentKind,
  files: FilePort,
  apiOpen: OpenFunc,
  now: () => World,
): Promise<Life> {
  let agent: Agent & AsyncDisposable;
  try {
    agent = await kind.open(files);
  } catch (error) {
    return { outcome: "cannot open", attempts: 0, error };
  }
  await using opened = agent;
  const strategy = kind.strategy(() => freshPassword(now(), "generated"));
  let error: unknown;
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
    try {
      const connection = await strategy.connect(opened, apiOpen);
      await connection.close();
      return { outcome: "connected", attempts, error: undefined };
    } catch (thrown) {
      error = thrown;
      if (hasCode(thrown, "ERR_CONNECT_IMPOSSIBLE"))
        return { outcome: "impossible", attempts, error };
    }
  }
  return { outcome: "failed", attempts: MAX_ATTEMPTS, error };
}
