import { type AgentConfig, agentPaths } from "@holdfast/agent-config";

import { ConnectPluginError } from "./plugin-error.js";
import { fromFolder } from "./resolve-plugin.js";

/** Which strategy an agent is to use, and the options of its plugin. */
export interface ConnectChoice {
  readonly name: string | undefined;
  /** Not checked yet; undefined where there are none. */
  readonly options: unknown;
}

/**
 * Reads the choice: `flag` (what `--connect` said) before `values: {connect: NAME}` in agent.conf, where
 * a relative path is one from the agent's folder; the options are JSON in `values: {connect-options: '{…}'}`, and belong to whichever it is.
 *
 * @throws {ConnectPluginError} ERR_PLUGIN_OPTIONS, where the options are not JSON
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { connectChoice } from "@holdfast/connect/agent";
 * import { MemoryAgent } from "@holdfast/connect-testkit";
 *
 * const values = { connect: "vault", "connect-options": '{"url": "https://vault.example"}' };
 * const agent = new MemoryAgent({ values });
 * const config = agent.currentConfig();
 * const options = { url: "https://vault.example" };
 * assert.deepEqual(connectChoice(config), { name: "vault", options });
 * assert.equal(connectChoice(config, "scary").name, "scary"); // --connect scary
 * ```
 */
export function connectChoice(config: AgentConfig, flag?: string): ConnectChoice {
  const text = config.value("connect-options");
  try {
    const options: unknown = text === undefined || text === "" ? undefined : JSON.parse(text);
    return { name: flag ?? storedName(config), options };
  } catch (cause) {
    throw new ConnectPluginError(
      "ERR_PLUGIN_OPTIONS",
      "values.connect-options in agent.conf is not JSON: write it as one JSON object in quotes",
      { cause },
    );
  }
}

function storedName(config: AgentConfig): string | undefined {
  const stored = config.value("connect") ?? "";
  return stored === ""
    ? undefined
    : fromFolder(stored, agentPaths(config.dataDir, config.tag).folder);
}
