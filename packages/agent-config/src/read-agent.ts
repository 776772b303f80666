import type { Tag } from "@holdfast/names";

import { agentPaths } from "./agent-paths.js";
import { ConfStore } from "./conf-store.js";
import { inspectDisk } from "./conf-transaction.js";
import { ConfigSnapshot } from "./config-snapshot.js";
import type { FilePort } from "./disk/file-port.js";
import { nodeFiles } from "./disk/node/node-files.js";
import type { RememberingConfig } from "./known-passwords.js";
import type { RecoveryReason } from "./reconcile.js";

/** What an agent would find. */
export interface AgentReading {
  readonly config: RememberingConfig;
  /** Why it would restore `agent.conf` from its last good copy; undefined where it would not. */
  readonly recovery: RecoveryReason | undefined;
}

/**
 * Reads an agent's configuration as `openAgent` would, takes no lock, and changes nothing.
 *
 * @throws what `openAgent` throws for a file that it cannot read
 */
export async function readAgent(options: {
  readonly dataDir: string;
  readonly tag: Tag;
  /** The disk; the machine's where none is named. */
  readonly files?: FilePort;
}): Promise<AgentReading> {
  const { dataDir, tag, files = nodeFiles } = options;
  const paths = agentPaths(dataDir, tag);
  const { state } = await inspectDisk({ store: new ConfStore(files, paths), paths, tag });
  const config = new ConfigSnapshot(dataDir, state.fields, state.kept);
  return { config, recovery: state.recovered };
}
