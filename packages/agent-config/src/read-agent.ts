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
  /** What is wrong in the file and is passed over, by its line; no value is quoted. */
  readonly warnings: readonly string[];
}

/**
 * Reads an agent's configuration as `openAgent` would, takes no lock, and changes nothing.
 *
 * @throws what `openAgent` throws for a file that it cannot read
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { initAgent, knownPasswords, readAgent } from "@holdfast/agent-config";
 *
 * const place = { dataDir: "./data", tag: "machine-0" } as const;
 * await initAgent({
 *   ...place,
 *   password: "the bootstrap password of machine 0",
 *   model: "model-5c439344-289b-48e8-bf0d-23612b7f5b93",
 *   caCert: "-----BEGIN CERTIFICATE-----\n",
 *   apiAddresses: ["10.0.0.1:17070"],
 * });
 * const { config, recovery } = await readAgent(place); // also while an agent runs
 * assert.equal(config.model, "model-5c439344-289b-48e8-bf0d-23612b7f5b93");
 * assert.equal(recovery, undefined); // nothing to restore
 * assert.equal(knownPasswords(config).length, 1);
 * ```
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
  return { config, recovery: state.recovered, warnings: state.fields.warnings };
}
