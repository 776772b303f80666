// Many agents of one controller that goes away and comes back: all at once they want to log in.
import {
  AGENT_NAME,
  agentManifold,
  API_CALLER_NAME,
  createAgentEngine,
  machinePolicy,
  manifold,
} from "@holdfast/agent-manifold";
import type { ConnectFunc } from "@holdfast/connect";
import type { Engine } from "@holdfast/dependency-engine";
import { seededRandom } from "@holdfast/ports";

import type { DayPeer } from "./day-peer.js";
import type { DayWorld } from "./day-world.js";
import { outage, type Sufferer } from "./disturbance.js";
import { LoginLimit } from "./login-limit.js";

/** How many they are, with the one that is looked at. */
export const crowdSize = 100;

/** All are to be back in so many times the least that the limit allows. */
const promised = 1.2;

/** Lets a crowd lose its controller for so many ms; says who was not back in time, if anyone was not. */
export async function crowdReturns(
  world: DayWorld,
  who: Sufferer,
  ms: number,
): Promise<string | undefined> {
  const others = Array.from({ length: crowdSize - 1 }, () => joins(world, who));
  const missing = (): number =>
    others.filter(({ connections }) => connections.at(-1)?.closed.aborted !== false).length +
    (world.connected === undefined ? 1 : 0);
  try {
    await world.clock.advance(10_000);
    if (missing() > 0) return `${missing()} of a crowd did not even connect at first`;
    world.limit = new LoginLimit(world.clock.now() + ms);
    await outage(world, ms);
    const within = Math.ceil(promised * world.limit.least(crowdSize));
    await world.clock.advance(within);
    const late = missing();
    return late === 0 ? undefined : `${late} of ${crowdSize} not connected after ${within} ms`;
  } finally {
    world.limit = undefined;
    for (const { engine } of others) engine.kill();
    await world.clock.advance(60_000);
  }
}

interface Member {
  readonly engine: Engine;
  readonly connections: readonly DayPeer[];
}

/** One more agent, which has nothing but its connection. */
function joins(world: DayWorld, { kind, agent }: Sufferer): Member {
  const { clock } = world;
  const random = seededRandom(Math.floor(world.random() * 2 ** 32));
  const policy = kind.errorPolicy ?? machinePolicy;
  const engine = createAgentEngine({ policy, clock, random });
  const connections: DayPeer[] = [];
  const newConnection: ConnectFunc = async (_agent, open, signal) =>
    open({ addrs: [...world.announced], password: world.password }, {}, signal);
  engine.install(AGENT_NAME, agentManifold(agent));
  engine.install(
    API_CALLER_NAME,
    (kind.caller ?? manifold)({
      agentName: AGENT_NAME,
      apiOpen: world.opener(connections),
      newConnection,
      filter: policy.connectFilter,
      clock,
      random,
    }),
  );
  return { engine, connections };
}
