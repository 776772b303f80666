import { parseTag } from "@holdfast/names";
import { type Clock, systemClock } from "@holdfast/ports";

import { type AgentPaths, agentPaths } from "./agent-paths.js";
import { readConfFields } from "./conf/conf-fields.js";
import { readConfText } from "./conf/conf-text.js";
import { ConfStore } from "./conf-store.js";
import { createAgentConf, type NewAgent } from "./create-agent-conf.js";
import { underLock } from "./disk/change-lock.js";
import { makeDurableFolder } from "./disk/durable-file.js";
import type { FilePort } from "./disk/file-port.js";
import { nodeFiles } from "./disk/node/node-files.js";
import { AgentConfigError } from "./errors.js";
import { type Durability, durabilityOf } from "./health.js";
import { keepFrom } from "./reconcile.js";

export interface InitAgentOptions extends NewAgent {
  readonly clock?: Clock;
  /** The disk; the machine's where none is named. */
  readonly files?: FilePort;
  readonly signal?: AbortSignal;
}

/** Where a new agent's configuration is, and how durable. */
export interface InitializedAgent {
  readonly path: string;
  readonly durability: Durability;
}

/**
 * Writes an agent's first `agent.conf`, durably, and never over another. Passwords that an earlier
 * configuration of the same agent at the same controller left behind are kept, to be tried.
 *
 * @throws AgentConfigError `ERR_CONFIG_VALUE`, `ERR_AGENT_CONF_EXISTS`, `ERR_AGENT_BUSY`, `ERR_FILE_…`
 */
export async function initAgent(options: InitAgentOptions): Promise<InitializedAgent> {
  const text = createAgentConf(options);
  const { files = nodeFiles, clock = systemClock } = options;
  const signal = options.signal ?? new AbortController().signal;
  const { tag } = parseTag(options.tag);
  const paths = agentPaths(options.dataDir, tag);
  await makeDurableFolder(files, paths.folder);
  const lockOptions = { clock, timeout: 10_000, signal };
  const sync = await underLock(files, paths.changeLock, lockOptions, async () => {
    const store = new ConfStore(files, paths);
    await store.removeStale();
    const { conf, lastGood } = await store.read();
    if (conf !== undefined) throw exists(paths);
    const fields = readConfFields(readConfText(text, paths.conf));
    const kept = lastGood?.fields.tag === tag ? keepFrom(lastGood, fields) : [];
    return store.replace(text, kept, undefined);
  });
  return { path: paths.conf, durability: durabilityOf(sync) };
}

function exists(paths: AgentPaths): AgentConfigError {
  return new AgentConfigError(
    `${paths.conf} exists, and is not overwritten: run the agent with it, or move it away first`,
    { code: "ERR_AGENT_CONF_EXISTS" },
  );
}
