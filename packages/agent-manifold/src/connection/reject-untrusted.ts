// Before a controller has ever admitted the agent, certificates that the configured CA did not issue, at
// every address, are a mistake in the configuration: the agent ends and says so. Afterwards it may be an
// attack, or a renewal that goes wrong; and what may pass (a certificate that is not valid now, a
// stranger at one of several addresses) is no mistake at all: the agent keeps trying, and reports it.
import { isForeignController } from "@holdfast/api-open";
import { type ConnectStrategy } from "@holdfast/connect";
import { credentialsOf } from "@holdfast/connect/agent";
import { errorText } from "@holdfast/ports";

import { ControllerUntrustedError } from "../agent-end/agent-end-errors.js";

/**
 * `strategy`, which ends with a `ControllerUntrustedError` where the first contact finds strangers, and
 * nobody else (see `isForeignController`).
 */
export function rejectUntrustedOnFirstContact(strategy: ConnectStrategy): ConnectStrategy {
  return {
    connect: async (agent, apiOpen, signal) => {
      try {
        return await strategy.connect(agent, apiOpen, signal);
      } catch (error) {
        const first = credentialsOf(agent.currentConfig()).kind === "bootstrap";
        if (!first || !isForeignController(error)) throw error;
        throw new ControllerUntrustedError(
          `${errorText(error)} (the agent has never been admitted, so the configuration is to blame)`,
          { cause: error },
        );
      }
    },
  };
}
