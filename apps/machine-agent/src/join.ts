// Joining by one word: looked at, tried at the controller, and only then written down.
import { AGENT_DIAL_OPTIONS, apiOpen, isApiError, type OpenFunc } from "@holdfast/api-open";
import { CheckFailedError } from "@holdfast/agent-runtime";
import { type JoinToken, modelTag, parseJoinToken } from "@holdfast/names";
import { errorFacts, systemClock, wallNow } from "@holdfast/ports";

import { initMachineAgent } from "./init.js";

/** What `machine-agent join` is told. */
export interface JoinOptions {
  readonly dataDir: string;
  /** The word that `controller add-machine --join` printed. */
  readonly token: string;
  readonly open?: OpenFunc;
}

/**
 * Logs in with what the token holds, which changes nothing, and writes the agent's first `agent.conf`;
 * answers its path and whose it is. Where the controller refuses, nothing is written.
 *
 * @throws InvalidJoinTokenError, CheckFailedError, and what {@link initMachineAgent} throws
 */
export async function joinController(
  { dataDir, token: text, open = apiOpen }: JoinOptions,
  signal: AbortSignal,
): Promise<JoinToken & { readonly conf: string }> {
  const token = parseJoinToken(text);
  if (wallNow(systemClock) > token.expires) {
    throw refused(
      `expired on ${new Date(token.expires).toISOString()}, unless this clock is wrong`,
    );
  }
  await tryLogin(token, open, signal);
  const { addresses, caCert, controller, model, tag, nonce, password } = token;
  const conf = await initMachineAgent({
    dataDir,
    agent: tag,
    controller: addresses,
    controllerUuid: controller,
    caCert,
    model,
    nonce,
    password,
  });
  return { ...token, conf };
}

async function tryLogin(token: JoinToken, open: OpenFunc, signal: AbortSignal): Promise<void> {
  const { addresses: addrs, caCert, tag, password, nonce, model } = token;
  try {
    const connection = await open(
      { addrs, caCert, tag, password, nonce, modelTag: modelTag(model) },
      AGENT_DIAL_OPTIONS,
      signal,
    );
    await connection.close();
  } catch (error) {
    signal.throwIfAborted();
    if (isApiError(error, "unauthorized access")) {
      throw refused("is refused by the controller: it was used already, or has expired");
    }
    const { code, message } = errorFacts(error);
    throw new CheckFailedError({
      what: `joining at ${addrs.join(", ")}`,
      says: `${code === undefined ? "" : `${code}: `}${message}; nothing was written, try again`,
    });
  }
}

function refused(says: string): CheckFailedError {
  const what = "the token";
  return new CheckFailedError({
    what,
    says: `${says}; make another one at the controller`,
    exit: 3,
  });
}
