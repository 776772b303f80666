import type { AgentConfig } from "./agent.js";

/** A configuration that remembers the passwords that were displaced from its two slots. */
export interface RememberingConfig extends AgentConfig {
  /** Newest first, at most eight. */
  readonly keptPasswords: readonly string[];
}

/**
 * The passwords an agent has, in the order in which to try them: the current one, the old one, then
 * those that were displaced from these slots, newest first. None is empty, none comes twice.
 */
export function knownPasswords(config: AgentConfig): readonly string[] {
  const kept = remembers(config) ? config.keptPasswords : [];
  const all = [config.apiInfo()?.password ?? "", config.oldPassword, ...kept];
  return [...new Set(all)].filter((password) => password !== "");
}

function remembers(config: AgentConfig): config is RememberingConfig {
  return "keptPasswords" in config && Array.isArray(config.keptPasswords);
}
