// What a strategy remembers of refusals, so that one "unauthorized access" after months of success
// does not stop an agent for good. A strategy never sleeps over it: each call makes one attempt and
// ends, the engine decides when the next one is made, and this says what the refusal is called.
//
// Patience is counted in refusals and in time of the clock's now(), which nobody sets: a date that
// jumps neither uses it up nor prolongs it. The date is kept for the message alone. All of it lives in
// memory, with the strategy that the agent's container holds, and so survives every restart by the
// engine. A new process starts counting again: that errs towards asking once more, which harms
// nobody, and spares the credentials' file a write while things are going wrong.
import type { Agent } from "@holdfast/agent-config";
import { type Clock, wallNow } from "@holdfast/ports";

import type { Patience } from "./connect-policy.js";

/** One run of refusals without a success in between. */
export interface RefusalEpisode {
  /** When it began, by the clock's `now()`, in ms: to measure with. */
  readonly began: number;
  /** The date at which it began, in ms since the epoch: for people. */
  readonly since: number;
  /** How many refusals it has seen. */
  readonly attempts: number;
}

/** The episode after one more refusal. */
export function refusedAgain(episode: RefusalEpisode | undefined, clock: Clock): RefusalEpisode {
  return episode === undefined
    ? { began: clock.now(), since: wallNow(clock), attempts: 1 }
    : { ...episode, attempts: episode.attempts + 1 };
}

/** Whether both measures of `patience` are used up. */
export function isOutOfPatience(episode: RefusalEpisode, now: number, patience: Patience): boolean {
  return episode.attempts >= patience.attempts && now - episode.began >= patience.duration;
}

/** The episodes of the agents that one strategy serves. */
export class RefusalMemory {
  readonly #clock: Clock;
  readonly #patience: Patience;
  readonly #episodes = new WeakMap<Agent, RefusalEpisode>();

  constructor(options: { clock: Clock; patience: Patience }) {
    this.#clock = options.clock;
    this.#patience = options.patience;
  }

  /** Remembers one more refusal; says whether it is the one that ends the patience. */
  refuse(
    agent: Agent,
    patience: Patience = this.#patience,
  ): { episode: RefusalEpisode; final: boolean } {
    const episode = refusedAgain(this.#episodes.get(agent), this.#clock);
    this.#episodes.set(agent, episode);
    return { episode, final: isOutOfPatience(episode, this.#clock.now(), patience) };
  }

  /** Forgets the refusals of an agent that was admitted. */
  admit(agent: Agent): void {
    this.#episodes.delete(agent);
  }
}
