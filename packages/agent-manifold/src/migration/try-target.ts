import type { Agent } from "@holdfast/agent-config";
import { type Connection, facadeClient, onlyResult, type OpenFunc } from "@holdfast/api-open";
import { Agent as AgentFacade, Machiner } from "@holdfast/facades";
import type { Tag } from "@holdfast/names";

import { type ControllerInfo, openAt } from "./controller-info.js";

/**
 * Logs in to the controller that the model is moving to, as this agent, and asks it for the agent's
 * own entity: what the agent will do there once the model has moved.
 *
 * @returns where the controller is that admitted the agent
 * @throws whatever keeps the agent from living there
 */
export async function tryTarget(
  agent: Agent,
  target: ControllerInfo,
  apiOpen: OpenFunc,
  signal: AbortSignal,
): Promise<ControllerInfo> {
  const { connection, info } = await openAt(agent, target, apiOpen, signal);
  try {
    await askForOneself(agent.currentConfig().tag, connection, signal);
  } finally {
    await connection.close();
  }
  return info;
}

async function askForOneself(tag: Tag, connection: Connection, signal: AbortSignal): Promise<void> {
  const entities = [{ tag }];
  if (tag.startsWith("machine-")) {
    const { results } = await facadeClient(connection, Machiner).Life({ entities }, { signal });
    onlyResult(results);
    return;
  }
  const client = facadeClient(connection, AgentFacade);
  onlyResult((await client.GetEntities({ entities }, { signal })).entities);
}
