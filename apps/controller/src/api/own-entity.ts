import type { Agent } from "../state/agent.js";
import { entityNotFound, permissionDenied } from "./api-errors.js";
import { type CallContext, callingAgent } from "./served-facade.js";

/**
 * The agent that calls, where it asks about itself; nobody else is any of its business. Looked up
 * where the agent lives: a controller's machine may be connected to a model that is not its own.
 *
 * @throws ApiError `unauthorized access` for another tag, `not found` where it was removed
 */
export function ownEntity(tag: string, context: CallContext): Agent {
  const caller = callingAgent(context.auth);
  if (tag !== caller.tag) throw permissionDenied();
  const agent = context.core.state.agents.find(caller.model, caller.tag);
  if (agent === undefined) throw entityNotFound(tag);
  return agent;
}
