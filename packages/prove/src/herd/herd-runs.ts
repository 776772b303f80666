// The herds that the page about them shows: ours before both kinds of controller, and the original's two ways
// before its own.
import { aloneWithin, controllers, timesTheLeast } from "./herd-claims.js";
import { leastTime } from "./herd-figures.js";
import type { ControllerKind } from "./modelled-controller.js";
import { fixedDelay, ours, type ReturningPolicy, tenthOfJitter } from "./returning-policy.js";
import { type HerdPlan, type HerdRun, simulateHerd } from "./simulate-herd.js";

/** One way of coming back. */
export interface Way {
  readonly name: string;
  readonly policy: ReturningPolicy;
  readonly controller: ControllerKind;
}

export const ways: readonly Way[] = [
  { name: "Holdfast, told when", policy: ours, controller: controllers.ours },
  { name: "Holdfast, told try again", policy: ours, controller: controllers.juju },
  { name: fixedDelay.name, policy: fixedDelay, controller: controllers.juju },
  { name: tenthOfJitter.name, policy: tenthOfJitter, controller: controllers.juju },
];

export const sizes = [10, 100, 1000, 10_000] as const;

/** ms for which the controller is away. */
export const away = 10_000;

/** So many times the least is looked at. */
export const shownTimes = 1.5;

export interface ShownRun {
  readonly way: Way;
  readonly plan: HerdPlan;
  readonly run: HerdRun;
}

/** The herds of that size. */
export function runsOf(agents: number): readonly ShownRun[] {
  return ways.map((way) => {
    const { policy, controller } = way;
    const least = leastTime(agents, controller.limit);
    const patience = Math.max(
      shownTimes * least,
      timesTheLeast * least + aloneWithin(away) + 10_000,
    );
    const plan = { agents, away, policy, controller, seed: 1, patience };
    return { way, plan, run: simulateHerd(plan) };
  });
}
