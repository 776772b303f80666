import path from "node:path";

import { agentPaths } from "@holdfast/agent-config";
import type { Tag } from "@holdfast/names";

/** The processes that may serve one agent, each with its own socket and lock. */
export type AgentProcessName = "machine-agent" | "model-agent";

/**
 * The introspection socket, in the agent's folder; the machine's agent has the name Juju gives it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { introspectionSocket } from "@holdfast/agent-runtime";
 *
 * assert.equal(
 *   introspectionSocket("/var/lib/juju", "machine-0", "machine-agent"),
 *   "/var/lib/juju/agents/machine-0/introspection.socket",
 * );
 * ```
 */
export function introspectionSocket(dataDir: string, tag: Tag, name: AgentProcessName): string {
  const file = name === "machine-agent" ? "introspection.socket" : `${name}.introspection.socket`;
  return path.join(agentPaths(dataDir, tag).folder, file);
}
