import type { PasswordHash } from "../state/password-hash.js";
import { agentTopic, clientAuthoritiesTopic } from "../state/topics.js";
import type { AgentAuth } from "./auth.js";
import type { ControllerCore } from "./controller-core.js";

/** The passwords that agents gave themselves since the start: those end none of their connections. */
export class OwnPasswords {
  readonly #hashes = new Map<string, PasswordHash>();

  /** Called before the password is stored. */
  note(agent: { readonly model: string; readonly tag: string }, hash: PasswordHash): void {
    this.#hashes.set(`${agent.model} ${agent.tag}`, hash);
  }

  has(agent: { readonly model: string; readonly tag: string }, hash: PasswordHash): boolean {
    return this.#hashes.get(`${agent.model} ${agent.tag}`) === hash;
  }
}

/**
 * Calls `close` once what the agent logged in by no longer lets it in: it was removed, it has another
 * nonce, an operator gave it another password, or, where a certificate vouched for it, other
 * authorities are trusted now. Returns what ends the watch.
 */
export function watchRevocation(
  auth: AgentAuth,
  core: ControllerCore,
  close: () => void,
): () => void {
  const { hub, state, ownPasswords } = core;
  const { model, tag, nonce } = auth;
  let { passwordHash } = auth;
  const check = (): void => {
    const agent = state.agents.find(model, tag);
    if (agent === undefined || agent.nonce !== nonce) {
      close();
    } else if (agent.passwordHash !== passwordHash) {
      if (ownPasswords.has(agent, agent.passwordHash)) passwordHash = agent.passwordHash;
      else close();
    }
  };
  const ends = [hub.watch([agentTopic(model, tag)], check)];
  if (auth.proof === "certificate") ends.push(hub.watch([clientAuthoritiesTopic], close));
  return () => {
    for (const end of ends) end();
  };
}
