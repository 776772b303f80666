// How agents come back: ours, and the two that the original has had.
import { ConnectionHistory } from "@holdfast/agent-manifold/building-blocks";
import { type Backoff, type Clock, delayAfter, type Random } from "@holdfast/ports";

/** When one agent tries again. All in ms. */
export interface ReturningAgent {
  /** Its connection broke. */
  broken(): number;
  /** It begins an attempt. */
  attempt(): void;
  /** That attempt failed. */
  failed(error: Error): number;
}

/** What each agent of a herd has of its own. */
export interface AgentPorts {
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
}

export interface ReturningPolicy {
  readonly name: string;
  readonly agent: (ports: AgentPorts) => ReturningAgent;
}

/** The one that our agents have. */
export const ours: ReturningPolicy = {
  name: "Holdfast",
  agent: (ports) => {
    const history = new ConnectionHistory(ports);
    history.attempt();
    history.connected();
    return {
      broken: () => history.broken(),
      attempt: () => history.attempt(),
      failed: (error) => history.failed(error).retryAfter,
    };
  },
};

function backingOff(name: string, backoff: Backoff): ReturningPolicy {
  return {
    name,
    agent: ({ random }) => {
      let errors = 0;
      const next = (): number => delayAfter(++errors, backoff, random);
      return { broken: next, attempt: () => undefined, failed: next };
    },
  };
}

/** The original's first: 3 s, always. */
export const fixedDelay: ReturningPolicy = backingOff("fixed delay of 3 s", {
  delay: 3000,
  jitter: { kind: "none" },
});

/** The original's today: 3 s, a fifth longer each time up to 2 min, and a tenth to either side. */
export const tenthOfJitter: ReturningPolicy = backingOff("backoff with ±10 %", {
  delay: 3000,
  factor: 1.2,
  cap: 120_000,
  jitter: { kind: "bounded", spread: 0.1 },
});
