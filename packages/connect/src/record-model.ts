import type { Agent } from "@holdfast/agent-config";
import type { ApiCaller } from "@holdfast/api-open";
import { type Logger, silentLogger } from "@holdfast/ports";

import { ModelUnknownError } from "./entity-errors.js";

/**
 * Records in the agent's configuration which model, and which controller, it just connected to, where
 * the configuration has none. That is for agents whose file is older than models; a failure is logged
 * and the connection is as good as before (both as Juju did).
 */
export async function recordModel(
  agent: Agent,
  caller: ApiCaller,
  logger: Logger = silentLogger,
): Promise<void> {
  const config = agent.currentConfig();
  const lacks = { model: config.model === undefined, controller: config.controller === undefined };
  if (!lacks.model && (!lacks.controller || caller.controllerTag === undefined)) return;
  try {
    const model = config.model ?? caller.modelTag;
    if (model === undefined) throw new ModelUnknownError();
    const controller = config.controller ?? caller.controllerTag;
    await agent.changeConfig((setter) => {
      setter.migrate(controller === undefined ? { model } : { model, controller });
    });
    logger.info("recorded the model in the configuration", { tag: config.tag, model });
  } catch (error) {
    logger.error("cannot record the model in the configuration; going on without", {
      tag: config.tag,
      error,
    });
  }
}
