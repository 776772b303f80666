// Two agents on one disk: between any two steps of one, another lives its whole life, or is killed at
// any of its steps. Where the first holds the lock, the other would wait, and nothing is new.
import { gatedDisk, type Step } from "../disk/gate.js";
import { type ModelNetwork, modelOpen } from "../model/model-connection.js";
import { applied } from "../model/model-controller.js";
import type { AgentKind } from "./agent-kind.js";
import { live, runAgent } from "./agent-run.js";
import type { Counterexample } from "./explore.js";
import { stepName } from "./step-name.js";
import type { World } from "./world.js";

export interface Interleavings {
  /** How many there were: a step of the one, and a kill of the other or none. */
  readonly points: number;
  readonly counterexample: Counterexample | undefined;
}

export async function interleave(kind: AgentKind, start: World): Promise<Interleavings> {
  let points = 0;
  for (let at = 0; ; at++) {
    for (let kill = 0; ; kill++) {
      const pair = await runTwo(kind, start, at, kill);
      if (pair.kind === "one ended before") return { points, counterexample: undefined };
      if (pair.kind === "locked") break;
      points++;
      const broken = await brokenAfter(kind, pair.after);
      if (broken !== undefined) {
        const history = [`one process runs; before: ${pair.step}`, `another runs, ${pair.other}`];
        return { points, counterexample: { broken, history } };
      }
      if (pair.other === "to its end") break;
    }
  }
}

type Pair =
  | { readonly kind: "one ended before" }
  | { readonly kind: "locked" }
  | { readonly kind: "ran"; readonly after: World; readonly step: string; readonly other: string };

/** One process; before its step `at`, another, which is killed before its own step `kill`. */
async function runTwo(kind: AgentKind, start: World, at: number, kill: number): Promise<Pair> {
  const disk = start.disk.clone();
  const network: ModelNetwork = {
    controller: start.controller,
    fares: () => "applied",
    sent: () => undefined,
  };
  const now = (): World => ({ ...start, disk: disk.clone(), controller: network.controller });
  let steps = 0;
  let met: { step: string; other: string } | "locked" | undefined;
  const gate = async (step: Step): Promise<void> => {
    if (steps++ !== at) return;
    if (disk.isLocked) {
      met = "locked";
      return;
    }
    met = { step: stepName(step), other: await otherLife(kill) };
  };
  const otherLife = async (limit: number): Promise<string> => {
    let taken = 0;
    const killed = Promise.withResolvers<string>();
    const otherGate = (step: Step): Promise<void> => {
      if (taken++ !== limit) return Promise.resolve();
      killed.resolve(`killed before: ${stepName(step)}`);
      return Promise.withResolvers<void>().promise;
    };
    const life = live(kind, gatedDisk(disk, otherGate), modelOpen(network, otherGate), now);
    const ending = await Promise.race([life.then(() => "to its end"), killed.promise]);
    disk.releaseLocks();
    return ending;
  };
  await live(kind, gatedDisk(disk, gate), modelOpen(network, gate), now);
  if (met === undefined) return { kind: "one ended before" };
  return met === "locked" ? { kind: "locked" } : { kind: "ran", after: now(), ...met };
}

/** Whether an agent recovers from there, also after anything that is still in flight. */
async function brokenAfter(kind: AgentKind, world: World): Promise<string | undefined> {
  const controllers = world.controller.inFlight.map((password) =>
    applied(world.controller, password),
  );
  for (const controller of [world.controller, ...controllers]) {
    const run = await runAgent(kind, { ...world, controller });
    if (run.outcome !== "connected") return `locked out (${run.outcome}: ${String(run.error)})`;
  }
  return undefined;
}
