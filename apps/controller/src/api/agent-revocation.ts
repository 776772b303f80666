import type { Timer } from "@holdfast/ports";

import { agentTopic, clientAuthoritiesTopic } from "../state/topics.js";
import type { AgentAuth } from "./auth.js";
import type { ControllerCore } from "./controller-core.js";

/**
 * ms that the connection of a removed agent stays open: it hears of its removal by its watchers, and
 * what it then asks about itself is answered with `not found`, from which it knows that it is gone.
 */
const FAREWELL = 500;

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
  const { hub, state, ownPasswords, clock } = core;
  const { model, tag, nonce } = auth;
  let { passwordHash } = auth;
  let farewell: Timer;
  const check = (): void => {
    const agent = state.agents.find(model, tag);
    if (agent === undefined) {
      farewell ??= clock.setTimeout(close, FAREWELL);
    } else if (agent.nonce !== nonce) {
      close();
    } else if (auth.proof !== "identity provider" && agent.passwordHash !== passwordHash) {
      if (ownPasswords.has(agent, agent.passwordHash)) passwordHash = agent.passwordHash;
      else close();
    }
  };
  const ends = [hub.watch([agentTopic(model, tag)], check)];
  if (auth.proof === "certificate") ends.push(hub.watch([clientAuthoritiesTopic], close));
  return () => {
    for (const end of ends) end();
    if (farewell !== undefined) clock.clearTimeout(farewell);
  };
}
