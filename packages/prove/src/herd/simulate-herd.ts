// Many agents lose one controller at the same moment, and come back: in virtual time, with the reconnect
// policy and the limit on logins that are run for real.
import { ApiError } from "@holdfast/api-open";
import { seededRandom } from "@holdfast/ports";

import { EventQueue } from "./event-queue.js";
import { type ControllerKind, ModelledController } from "./modelled-controller.js";
import type { ReturningPolicy } from "./returning-policy.js";

export interface HerdPlan {
  readonly agents: number;
  /** ms for which the controller is away. */
  readonly away: number;
  readonly policy: ReturningPolicy;
  readonly controller: ControllerKind;
  readonly seed: number;
  /** ms after the return at which whoever is still out is given up; sooner, where for 2 min nobody was let in. */
  readonly patience: number;
}

export interface HerdRun {
  /** ms after the controller's return at which each agent that is back was, in order. */
  readonly back: readonly number[];
  /** ms after the return at which the controller was dialled, in order. */
  readonly dials: readonly number[];
  /** ms after the return at which the last agent was answered for the first time, let in or turned away. */
  readonly allAnswered: number;
  /** ms after the return at which all were back, or were given up. */
  readonly until: number;
}

/** ms within which the loss of a connection is noticed, by one sooner and by another later. */
const notices = 30;
/** ms in which somebody is let in, or the controller is overrun for good. */
const stuck = 120_000;

export function simulateHerd(plan: HerdPlan): HerdRun {
  const queue = new EventQueue();
  const random = seededRandom(plan.seed);
  const controller = new ModelledController(queue, plan.controller);
  let ended = false;
  let answered = 0;
  let allAnswered = Infinity;
  for (let each = 0; each < plan.agents; each++) {
    const own = seededRandom(Math.floor(random() * 2 ** 32));
    const agent = plan.policy.agent({ clock: queue, random: own });
    let isAnswered = false;
    const attempt = (): void => {
      agent.attempt();
      controller.dial(`machine-${each}`, (error) => {
        if (!isAnswered && isAnswer(error)) {
          isAnswered = true;
          answered += 1;
          if (answered === plan.agents) allAnswered = queue.now();
        }
        if (error !== undefined) queue.after(agent.failed(error), attempt);
      });
    };
    queue.after(own() * notices, () => queue.after(agent.broken(), attempt));
  }
  queue.after(plan.away, () => controller.start());
  const { logins } = controller;
  const watch = (): void => {
    const before = logins.length;
    queue.after(stuck, () => {
      ended ||= logins.length === before;
      watch();
    });
  };
  queue.after(plan.away, watch);
  queue.after(plan.away + plan.patience, () => {
    ended = true;
  });
  queue.run(() => ended || logins.length === plan.agents);
  const sinceReturn = (at: number): number => at - plan.away;
  return {
    back: logins.map(sinceReturn),
    dials: controller.dials.map(sinceReturn),
    allAnswered: sinceReturn(allAnswered),
    until: sinceReturn(queue.now()),
  };
}

function isAnswer(error: Error | undefined): boolean {
  return error === undefined || error instanceof ApiError;
}
