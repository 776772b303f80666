import { agentTopic, clientAuthoritiesTopic } from "../state/topics.js";
import type { AgentAuth } from "./auth.js";
import type { ControllerCore } from "./controller-core.js";

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
