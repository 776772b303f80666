// Before a controller has ever admitted the agent, certificates that the configured CA did not issue, at
// every address, are a mistake in the configuration: the agent ends and says so. Afterwards it may be an
// attack, or a renewal that goes wrong; and what may pass (a certificate that is not valid now, a
// stranger at one of several addresses) is no mistake at all: the agent keeps trying, and reports it.
import { InvalidApiInfoError, isForeignController } from "@holdfast/api-open";
import { type ConnectStrategy } from "@holdfast/connect";
import { credentialsOf } from "@holdfast/connect/agent";
import { errorText, findInChain, isKind } from "@holdfast/ports";

import { ControllerUntrustedError, MisconfiguredError } from "../agent-end/agent-end-errors.js";

/**
 * `strategy`, which ends with a `ControllerUntrustedError` where the first contact finds strangers, and
 * nobody else (see `isForeignController`), and with a `MisconfiguredError` where nothing can be dialled with
 * what is configured. Afterwards a file that cannot be used may be one that somebody is just editing.
 */
export function rejectUntrustedOnFirstContact(strategy: ConnectStrategy): ConnectStrategy {
  return {
    connect: async (agent, apiOpen, signal) => {
      try {
        return await strategy.connect(agent, apiOpen, signal);
      } catch (error) {
        const first = credentialsOf(agent.currentConfig()).kind === "bootstrap";
        if (!first) throw error;
        if (findInChain(error, (link) => isKind(link, InvalidApiInfoError)) !== undefined) {
          throw new MisconfiguredError(errorText(error), { cause: error });
        }
        if (!isForeignController(error)) throw error;
        throw new ControllerUntrustedError(
          `${errorText(error)} (the agent has never been admitted, so the configuration is to blame)`,
          { cause: error },
        );
      }
    },
  };
}
