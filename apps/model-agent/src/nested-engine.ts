// An engine inside the agent's own: for one model, or for the controller. It logs in with OnlyConnect,
// on its own view of the agent, and leaves the credentials to whoever keeps them.
import type { ObservableAgent } from "@holdfast/agent-config";
import {
  AGENT_NAME,
  assembleEngine,
  createAgentContainer,
  type ErrorPolicy,
  MANIFOLD,
  modelPolicy,
  type NamedManifold,
} from "@holdfast/agent-manifold";
import { house } from "@holdfast/agent-manifold/building-blocks";
import type { OpenFunc } from "@holdfast/api-open";
import type { ProcessView } from "@holdfast/agent-runtime";
import type { WorkersModule } from "@holdfast/workers";
import { installConnectPlugin, useConnectStrategy } from "@holdfast/connect/agent";
import onlyPlugin from "@holdfast/connect-only";
import type { Engine, Manifold } from "@holdfast/dependency-engine";
import { type Clock, labelledLogger, type LogFields, type Logger } from "@holdfast/ports";

import { CREDENTIALS_FLAG_NAME } from "./manifold-names.js";

/** What all nested engines share. */
export interface SharedContext {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly view: ProcessView;
  /** The operator's own, for each model. */
  readonly workers: readonly WorkersModule[];
}

/** What makes one nested engine different from another. */
export interface NestedEngine {
  /** What reports call it. */
  readonly name: string;
  /** In each of its log lines. */
  readonly label: LogFields;
  /** As whom, and in which model, it logs in. */
  readonly as: (agent: ObservableAgent) => ObservableAgent;
  readonly apiOpen: OpenFunc;
  /** What errors mean to it; as to the engine of a model by default. */
  readonly policy?: ErrorPolicy;
  /** What it runs above its connection. */
  readonly manifolds: readonly NamedManifold[];
}

/** The manifold whose worker is such an engine, once there are credentials to log in with. */
export function nestedEngineManifold(nested: NestedEngine, shared: SharedContext): Manifold {
  return house(
    { flags: [CREDENTIALS_FLAG_NAME] },
    {
      inputs: [AGENT_NAME],
      start: (context) => assemble(nested, shared, context.get(AGENT_NAME)),
    },
  );
}

async function assemble(
  { name, label, as, apiOpen, manifolds, policy = modelPolicy }: NestedEngine,
  { logger, clock, view }: SharedContext,
  agent: ObservableAgent,
): Promise<Engine> {
  const container = createAgentContainer({
    agent: as(agent),
    policy,
    logger: labelledLogger(logger, label),
    clock,
    apiOpen,
  });
  await installConnectPlugin(container, onlyPlugin);
  useConnectStrategy(container, onlyPlugin.name);
  for (const manifold of manifolds) container.register(MANIFOLD, { useValue: manifold });
  let forget = (): void => undefined;
  const engine = assembleEngine(container, (made) => (forget = view.watch(name, made)));
  engine.wait().then(forget, forget);
  return engine;
}
