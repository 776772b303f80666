// One engine for each model, as workers of the agent's own engine: they come and go with the models,
// and one that fails is started again without the others noticing.
import { changes, reportingWorker } from "@holdfast/agent-manifold/building-blocks";
import {
  type Engine,
  type Manifold,
  type ResourceName,
  resourceName,
  runWorker,
} from "@holdfast/dependency-engine";

import type { ModelSet } from "./model-set.js";

/** The part of the agent's engine that is needed here. */
export type EngineHost = Pick<Engine, "install" | "remove">;

/** What {@link modelEnginesManifold} is made from. */
export interface ModelEnginesConfig {
  readonly models: ModelSet;
  /** Where the models' manifolds are installed. */
  readonly host: EngineHost;
  /** The manifold whose worker is the engine of one model. */
  readonly engineOf: (model: string) => Manifold;
}

/** The name of a model's engine among the agent's manifolds. */
export function modelEngineName(model: string): ResourceName<unknown> {
  return resourceName(`model-${model}`);
}

/** The manifold whose worker installs an engine for each model, and removes those that are gone. */
export function modelEnginesManifold(config: ModelEnginesConfig): Manifold {
  // The engines are the host's, so they outlive this worker; so must the knowledge of them.
  const installed = new Set<string>();
  return {
    inputs: [],
    start: () =>
      reportingWorker(
        runWorker((signal) => keepEngines(config, installed, signal)),
        () => ({ models: [...installed] }),
      ),
  };
}

async function keepEngines(
  { models, host, engineOf }: ModelEnginesConfig,
  installed: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  for await (const _ of changes(models, signal)) {
    const gone = missingFrom(models.current, installed);
    for (const model of gone) installed.delete(model);
    await Promise.all(gone.map((model) => host.remove(modelEngineName(model))));
    for (const model of missingFrom(installed, models.current)) {
      host.install(modelEngineName(model), engineOf(model));
      installed.add(model);
    }
  }
}

/** What `others` has and `set` has not. */
function missingFrom(set: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...others].filter((one) => !set.has(one));
}
