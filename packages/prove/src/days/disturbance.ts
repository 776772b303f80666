import type { ObservableAgent } from "@holdfast/agent-config";

import type { DayKind } from "./day-kind.js";
import type { DayWorld } from "./day-world.js";

/** Whom it happens to. */
export interface Sufferer {
  readonly kind: DayKind;
  readonly agent: ObservableAgent;
}

/** One thing that happens, and passes. */
export interface Disturbance {
  readonly what: string;
  /**
   * Lets it happen, and pass; returns how many ms later the agent must be connected, or what has gone
   * wrong by then.
   */
  readonly happen: (world: DayWorld, who: Sufferer) => Promise<number | string>;
}

export const second = 1000;
export const minute: number = 60 * second;
export const hour: number = 60 * minute;

/** Longer than the longest pause between two attempts, whatever was learnt: connection policies' caps. */
export const whateverWasLearnt: number = 10 * minute;

/** A number that the world's dice choose. */
export function between(world: DayWorld, least: number, most: number): number {
  return Math.floor(least + world.random() * (most - least));
}

/** The controller goes away, and comes back after so many ms. */
export async function outage(world: DayWorld, ms: number): Promise<void> {
  world.away = true;
  world.cut();
  await world.clock.advance(ms);
  world.away = false;
}
