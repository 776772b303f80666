// Days on which the agent and its controller are well, and what is around them is not.
import { crowdReturns, crowdSize } from "./crowd.js";
import { logTroubles } from "./day-log.js";
import { between, type Disturbance, hour, minute, outage, second } from "./disturbance.js";

/** ms, of an agent whose controller does not answer. */
const longestPause = 2 * minute + second;

export const surroundingDays: readonly Disturbance[] = [
  {
    what: "the log cannot be written while the controller is away",
    happen: async (world) => {
      const trouble = logTroubles[between(world, 0, logTroubles.length)];
      if (trouble !== undefined) world.log.fail(trouble);
      await outage(world, between(world, 1, hour));
      world.log.mend();
      // It is tried again each second.
      await world.clock.advance(2 * second);
      return world.log.wrong ?? longestPause;
    },
  },
  {
    what: "a load balancer cuts connections that are idle for less than a minute",
    happen: async (world) => {
      const cuts = await world.behindBalancer(between(world, 45, 60) * second, 10 * minute);
      return cuts === 0 ? 0 : `idle connections were cut ${cuts} times`;
    },
  },
  {
    what: `the controller comes back, and limits the logins of ${crowdSize} agents`,
    happen: async (world, who) => {
      const late = await crowdReturns(world, who, between(world, second, 5 * second));
      return late ?? 0;
    },
  },
];
