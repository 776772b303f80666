// Before a controller has ever admitted the agent, one with a certificate that the configured CA did
// not issue is a mistake in the configuration: the agent ends and says so. Afterwards it may be an
// attack, or a renewal that goes wrong: the agent keeps trying, and reports it.
import { CertificateError } from "@holdfast/api-open";
import { type ConnectStrategy } from "@holdfast/connect";
import { credentialsOf } from "@holdfast/connect/agent";
import { findInChain, isKind } from "@holdfast/ports";

import { ControllerUntrustedError } from "../agent-end/agent-end-errors.js";

/** `strategy`, which ends with a `ControllerUntrustedError` where the first contact finds a stranger. */
export function rejectUntrustedOnFirstContact(strategy: ConnectStrategy): ConnectStrategy {
  return {
    connect: async (agent, apiOpen, signal) => {
      try {
        return await strategy.connect(agent, apiOpen, signal);
      } catch (error) {
        const stranger = findInChain(error, (link) => isKind(link, CertificateError));
        const config = agent.currentConfig();
        if (stranger === undefined || credentialsOf(config).kind !== "bootstrap") throw error;
        throw new ControllerUntrustedError(
          `${stranger.message} (the agent has never been admitted, so the configuration is to blame)`,
          { cause: error },
        );
      }
    },
  };
}
