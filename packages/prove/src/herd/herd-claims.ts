// What is promised of a herd's return.
import { DEFAULT_RATE_LIMIT } from "@holdfast/controller";

import { figuresOf } from "./herd-figures.js";
import type { ControllerKind } from "./modelled-controller.js";
import type { HerdPlan, HerdRun } from "./simulate-herd.js";

/** In so many times the least that the limit allows all are back. */
export const timesTheLeast = 1.2;
/** The most logins a second, for each of the ideal rate. */
const timesTheIdeal = 2;
/** Dials in any second, once every agent was answered once: half of what the modelled controller can handle. */
const mostDials = 500;
/** Dials of each agent, on average. */
const mostDialsEach = 40;

/** Ours, and a real Juju's: with Juju's own limit, and one core that handles a thousand dials a second. */
export const controllers: Readonly<Record<"ours" | "juju", ControllerKind>> = {
  ours: { limit: DEFAULT_RATE_LIMIT, tellsWhen: true, dialCost: 1, roundTrip: 2 },
  juju: { limit: DEFAULT_RATE_LIMIT, tellsWhen: false, dialCost: 1, roundTrip: 2 },
};

/** ms after the return within which an agent that is alone is back. */
export function aloneWithin(away: number): number {
  if (away === 0) return 300;
  return Math.max(1000, away / 10);
}

/** What of the promises a run broke; nothing where it kept them all. */
export function faultsOf(plan: HerdPlan, run: HerdRun): string[] {
  const { agents, away, controller } = plan;
  const figures = figuresOf(run, agents, controller.limit);
  const { back, least, took, peakLogins, dialsEach, laterDials } = figures;
  const allowed = Math.max(timesTheLeast * least, aloneWithin(away));
  return [
    ...(back < agents ? [`${agents - back} are not back`] : []),
    ...(took > allowed ? [`took ${took.toFixed(0)} ms of ${allowed.toFixed(0)}`] : []),
    ...(peakLogins > timesTheIdeal ? [`${peakLogins.toFixed(1)} times the ideal rate`] : []),
    ...(laterDials > mostDials ? [`${laterDials} dials in a second`] : []),
    ...(dialsEach > mostDialsEach ? [`${dialsEach.toFixed(1)} dials each`] : []),
  ];
}
