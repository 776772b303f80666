import path from "node:path";

import type { Tag } from "@holdfast/names";

/** Where an agent's files are: all in one folder, so that one folder sync makes each of them durable. */
export interface AgentPaths {
  readonly folder: string;
  readonly conf: string;
  /** The last good copy of `conf`, and the passwords that were displaced from it. */
  readonly lastGood: string;
  /** What was in `conf` when it could not be used and was replaced. */
  readonly damaged: string;
  /** Held during a change. */
  readonly changeLock: string;
}

/**
 * Juju's places: `<datadir>/agents/<tag>/agent.conf`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { agentPaths } from "@holdfast/agent-config";
 *
 * const { conf } = agentPaths("/var/lib/juju", "machine-0");
 * assert.equal(conf, "/var/lib/juju/agents/machine-0/agent.conf");
 * ```
 */
export function agentPaths(dataDir: string, tag: Tag): AgentPaths {
  const folder = path.join(dataDir, "agents", tag);
  const conf = path.join(folder, "agent.conf");
  return {
    folder,
    conf,
    lastGood: `${conf}.last-good`,
    damaged: `${conf}.damaged`,
    changeLock: `${conf}.lock`,
  };
}
