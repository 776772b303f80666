import {
  type Agent,
  type ApiInfo,
  ApiInfoMissingError,
  closeOnFailure,
  type Connection,
  type ConnectStrategy,
  isMarkedAccepted,
  markAccepted,
  type OpenFunc,
  openProvisioned,
  recordModel,
  RefusalTracker,
  requireLife,
  type StrategyPorts,
} from "@holdfast/connect";

import { signatureLogin } from "./signature-login.ts";
import type { Signer } from "./signer.ts";

/** What is marked as accepted: that this agent is admitted by its key. */
const byKey = "signature";

/** Answers the controller's challenge with a signature. No password is sent, and none is touched. */
export class SignatureConnect implements ConnectStrategy {
  readonly #signer: Signer;
  readonly #ports: StrategyPorts;
  readonly #refusals: RefusalTracker;

  constructor(signer: Signer, ports: StrategyPorts) {
    this.#signer = signer;
    this.#ports = ports;
    this.#refusals = new RefusalTracker({
      clock: ports.clock,
      patience: ports.policy.patience,
      wasAdmitted: (config) => isMarkedAccepted(config, byKey),
      credentials: {
        refused: (who) => `the controller does not take the key of ${who}`,
        admit: (who) => `To admit it, register ${signer.publicKey} for ${who} on the controller`,
      },
    });
  }

  async connect(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    signal?.throwIfAborted();
    const config = agent.currentConfig();
    const info = config.apiInfo();
    if (info === undefined) throw new ApiInfoMissingError();
    const { logger, clock, policy } = this.#ports;
    const who = { tag: config.tag, model: info.modelTag ?? "" };
    const loginProvider = signatureLogin(this.#signer, who, clock);
    return this.#refusals.attempt(agent, signal, async () => {
      const connection = await openProvisioned({
        apiOpen,
        info: withoutPassword(info),
        policy: { ...policy, dial: { ...policy.dial, loginProvider } },
        clock,
        logger,
        signal,
      });
      return closeOnFailure(connection, async () => {
        await recordModel(agent, connection, logger);
        await requireLife(connection, config.tag, { signal });
        await markAccepted({ agent, accepted: byKey, logger });
        return connection;
      });
    });
  }
}

function withoutPassword(info: ApiInfo): ApiInfo {
  const { password: _, ...rest } = info;
  return rest;
}
