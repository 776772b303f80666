import { certificateExpiry, type FileAgent } from "@holdfast/agent-config";
import type { Sources } from "@holdfast/introspection";
import type { Tag } from "@holdfast/names";

import type { AgentProgram } from "./agent-program.js";
import { configHealth } from "./config-health.js";
import type { ConnectionStatus } from "./connection-status.js";

/** What is shown of an agent beside its engines. */
export function agentSources(parts: {
  readonly program: AgentProgram;
  readonly tag: Tag;
  readonly agent: FileAgent;
  readonly connections: ConnectionStatus;
}): Sources {
  const { program, tag, agent, connections } = parts;
  return {
    title: tag,
    ...(program.version === undefined ? {} : { version: program.version }),
    certificates: () => ({ ca: certificateExpiry(agent.currentConfig().caCert) }),
    connection: (engine) => connections.facts(engine),
    ready: () => connections.ready(),
    sections: { config: () => configHealth(agent) },
  };
}
