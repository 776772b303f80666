// A gate is a lock that can only be unlocked: something that has to happen once before others may
// start. It outlives the workers around it, so it is made by whoever assembles the agent.
import { type Manifold, type ResourceName, runWorker } from "@holdfast/dependency-engine";
import { untilAborted } from "@holdfast/ports";

import { type Condition, conditionFlagManifold, type Flag } from "./flag.js";

/**
 * A lock that can only be unlocked.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createAgentEngine, machinePolicy } from "@holdfast/agent-manifold";
 * import { type Flag, Gate, gateFlagManifold, gateManifold } from "@holdfast/agent-manifold/building-blocks";
 * import { resourceName } from "@holdfast/dependency-engine";
 *
 * const upgradedName = resourceName<Gate>("upgraded");
 * const upgradedFlagName = resourceName<Flag>("upgraded-flag");
 * const engine = createAgentEngine({ policy: machinePolicy });
 * const upgraded = new Gate("the upgrade's steps are done");
 * engine.install(upgradedName, gateManifold(upgraded));
 * engine.install(upgradedFlagName, gateFlagManifold({ gateName: upgradedName }));
 * await engine.settled();
 *
 * upgraded.unlock(); // the flag is raised, and who waits for it starts
 * await new Promise<void>((resolve) => {
 *   engine.subscribe((event) => {
 *     if (event.kind === "started" && event.manifold === "upgraded-flag") resolve();
 *   });
 * });
 * assert.equal(engine.report().manifolds["upgraded-flag"]?.["start-count"], 2);
 * engine.kill();
 * await engine.wait();
 * ```
 */
export class Gate implements Condition {
  readonly what: string;
  readonly #listeners = new Set<() => void>();
  #unlocked = false;

  /** @param what - what it means that it is unlocked, in a person's words */
  constructor(what = "the gate is unlocked") {
    this.what = what;
  }

  /** Whether it has been unlocked. */
  holds(): boolean {
    return this.#unlocked;
  }

  /** Unlocks it for good; harmless when repeated. */
  unlock(): void {
    if (this.#unlocked) return;
    this.#unlocked = true;
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The manifold whose output is `gate`; its worker does nothing, and ends when killed. */
export function gateManifold(gate: Gate): Manifold<Gate> {
  return {
    inputs: [],
    start: () => runWorker(untilAborted),
    output: () => gate,
  };
}

/** The flag that is up once the gate is unlocked. */
export function gateFlagManifold(config: { gateName: ResourceName<Gate> }): Manifold<Flag> {
  return conditionFlagManifold(config.gateName, (gate) => gate);
}
