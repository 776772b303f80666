import type { Timer } from "@holdfast/ports";

import { agentTopic } from "../state/topics.js";
import type { AgentAuth } from "./auth.js";
import { watchCertificate } from "./certificate-watch.js";
import type { ControllerCore } from "./controller-core.js";

/**
 * ms that the connection of a removed agent stays open: it hears of its removal by its watchers, and
 * what it then asks about itself is answered with `not found`, from which it knows that it is gone.
 */
const FAREWELL = 500;

/**
 * Calls `close` once what the agent logged in by no longer lets it in: it was removed, it has another
 * nonce, an operator gave it another password, or the certificate that it showed lets nobody in any more.
 * Returns what ends the watch.
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
    } else if (auth.proof.kind !== "identity provider" && agent.passwordHash !== passwordHash) {
      if (ownPasswords.has(agent, agent.passwordHash)) passwordHash = agent.passwordHash;
      else close();
    }
  };
  const ends = [hub.watch([agentTopic(model, tag)], check)];
  if (auth.proof.kind === "certificate") {
    ends.push(watchCertificate(auth.proof.certificate, core, close));
  }
  return () => {
    for (const end of ends) end();
    if (farewell !== undefined) clock.clearTimeout(farewell);
  };
}
