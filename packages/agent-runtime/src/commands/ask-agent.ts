// Asking a running agent through its socket: what all the commands that look inside share.
import type { CommandContext } from "@holdfast/command-line";
import { fetchReport } from "@holdfast/introspection";

import type { AgentChoice } from "../agent-options.js";
import { type AgentProcessName, introspectionSocket } from "../process-socket.js";

/** Which process a command asks, and what the command works with. */
export interface Asking {
  readonly context: CommandContext;
  readonly process: AgentProcessName;
}

/**
 * One page of the running agent.
 *
 * @throws {IntrospectionError} `ERR_NOT_RUNNING` where there is none
 */
export function ask(
  { context, process }: Asking,
  { dataDir, agent }: AgentChoice,
  page: string,
): Promise<string> {
  const socket = introspectionSocket(dataDir, agent, process);
  return fetchReport(socket, page, { signal: context.signal });
}
