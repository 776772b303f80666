/* Where a failure leads beyond its manifold: to those that it depends on, and to the end of the engine. */
import { IntensityError } from "../contract/errors.js";
import type { Node, NodeOffer } from "../graph/node.js";
import { NO_OFFERS } from "../graph/offer.js";
import { BOUNCE, rest } from "../lifecycle/state-values.js";
import { rootTrigger } from "../lifecycle/trigger.js";
import type { CachedClock } from "../timers/cached-clock.js";
import type { Fatal, FatalErrors } from "./error-callbacks.js";
import type { LifecycleEvents } from "./lifecycle-events.js";
import { noteFailures } from "./node-history.js";
import type { NodeLifecycle } from "./node-lifecycle.js";
import type { RestartDecider } from "./restart-decider.js";

/** What a failure is handed on to. */
export interface EscalationParts {
  readonly clock: CachedClock;
  readonly decider: RestartDecider;
  readonly lifecycle: NodeLifecycle;
  readonly events: LifecycleEvents;
  readonly fatal: FatalErrors;
  /** Whether the engine runs, and is not stopping. */
  readonly isRunning: () => boolean;
  /** Ends the engine. */
  readonly kill: () => void;
}

export class Escalation {
  readonly #parts: EscalationParts;

  constructor(parts: EscalationParts) {
    this.#parts = parts;
  }

  /** What `node` ended with ends the engine. */
  fail(node: Node, fatal: Fatal): void {
    const { events, kill } = this.#parts;
    this.#parts.fatal.add(fatal);
    events.fatal(node, fatal.error);
    kill();
  }

  /**
   * Restarts the inputs of one that failed too often; that counts for them too, so that it climbs.
   * @param used - what it held of them
   */
  climb(from: Node, used: readonly NodeOffer[], error: unknown): void {
    const { isRunning, events } = this.#parts;
    const failing = [{ node: from, used }];
    // The list grows while it is walked.
    for (const one of failing) {
      const inputs = one.used.map((offer) => offer.node);
      events.escalated(one.node, inputs);
      for (const input of inputs) {
        if (input.state.traits.offering !== "present" || !isRunning()) continue;
        const itsInputs = input.run?.uses ?? NO_OFFERS;
        if (this.#restart(input, itsInputs, error)) failing.push({ node: input, used: itsInputs });
      }
    }
  }

  /** @returns whether that is one failure too many of `input` as well */
  #restart(input: Node, used: readonly NodeOffer[], error: unknown): boolean {
    const { clock, decider, lifecycle } = this.#parts;
    const { counts, excess } = decider.countEscalation(input, error, clock.now);
    noteFailures(input, counts);
    if (excess === "end" || (excess === "escalate" && used.length === 0)) {
      this.fail(input, { error: new IntensityError(input.name, error), internal: undefined });
      return false;
    }
    const trigger = rootTrigger(input.name, "dependent escalated", error);
    lifecycle.stop(input, excess === "degrade" ? rest("degraded") : BOUNCE, trigger);
    return excess === "escalate";
  }
}
