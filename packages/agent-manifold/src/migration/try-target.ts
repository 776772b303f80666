import type { Agent } from "@holdfast/agent-config";
import { facadeClient, onlyResult, type OpenFunc } from "@holdfast/api-open";
import { ApiInfoMissingError } from "@holdfast/connect";
import { Agent as AgentFacade, type MigrationStatus } from "@holdfast/facades";
import type { ControllerTag } from "@holdfast/names";

/**
 * Logs in to the controller that the model is moving to, as this agent, and asks it for the agent's
 * own entity: what the agent will do there once the model has moved.
 *
 * @returns the target's tag
 * @throws whatever keeps the agent from living there
 */
export async function tryTarget(
  agent: Agent,
  status: MigrationStatus,
  apiOpen: OpenFunc,
  signal: AbortSignal,
): Promise<ControllerTag | undefined> {
  const config = agent.currentConfig();
  const info = config.apiInfo();
  if (info === undefined) throw new ApiInfoMissingError();
  const target = { addrs: status["target-api-addrs"], caCert: status["target-ca-cert"] };
  const password = info.password === "" ? config.oldPassword : info.password;
  // Every dial option zero, as Juju's are here: one attempt, and no deadline but our signal's.
  const options = { dialAddressInterval: 0, dialTimeout: 0, timeout: 0, retryDelay: 0 };
  const login = { ...info, ...target, ...(password === undefined ? {} : { password }) };
  await using connection = await apiOpen(login, options, signal);
  const entities = [{ tag: config.tag }];
  const client = facadeClient(connection, AgentFacade);
  onlyResult((await client.GetEntities({ entities }, { signal })).entities);
  return connection.controllerTag;
}
