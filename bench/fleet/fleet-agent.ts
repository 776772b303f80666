// An agent as it runs in production, but for its configuration, which is in memory: engine, api-caller, strategy.
import {
  AGENT_NAME,
  agentManifold,
  API_CALLER_NAME,
  createAgentEngine,
  machinePolicy,
  manifold,
} from "@holdfast/agent-manifold";
import { apiOpen } from "@holdfast/api-open";
import { OnlyConnect } from "@holdfast/connect-only";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { type Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
import { untilAborted } from "@holdfast/ports";

import { type Member, now, type Place } from "./jobs.js";

export class FleetAgent {
  readonly #engine: Engine;
  /** When it was connected last; undefined while it is not. */
  connectedAt: number | undefined;
  /** How often it has tried to. */
  attempts = 0;

  constructor({ address, caCert }: Place, { tag, password, nonce, model }: Member) {
    const record = {
      tag,
      nonce,
      caCert,
      model,
      password,
      oldPassword: "",
      apiAddresses: [address],
    };
    const policy = machinePolicy;
    const strategy = new OnlyConnect();
    this.#engine = createAgentEngine({ policy });
    this.#engine.install(AGENT_NAME, agentManifold(new MemoryAgent(record)));
    this.#engine.install(
      API_CALLER_NAME,
      manifold({
        agentName: AGENT_NAME,
        apiOpen,
        newConnection: (agent, open, signal) => {
          this.attempts += 1;
          return strategy.connect(agent, open, signal);
        },
        filter: policy.connectFilter,
      }),
    );
    this.#engine.install(resourceName("probe"), {
      inputs: [API_CALLER_NAME],
      start: () => {
        this.connectedAt = now();
        return runWorker(async (signal) => {
          await untilAborted(signal);
          this.connectedAt = undefined;
        });
      },
    });
  }

  async stop(): Promise<void> {
    this.#engine.kill();
    await this.#engine.wait();
  }
}

/** Waits for them all, and says when each was connected. */
export async function allConnected(
  agents: readonly Pick<FleetAgent, "connectedAt">[],
  since = -Infinity,
): Promise<number[]> {
  const end = now() + 1_800_000;
  const isBack = ({ connectedAt }: { readonly connectedAt: number | undefined }): boolean =>
    connectedAt !== undefined && connectedAt > since;
  while (!agents.every(isBack)) {
    if (now() > end) throw new Error("some agents are not connected after half an hour");
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return agents.map(({ connectedAt }) => connectedAt ?? Infinity);
}
