import type { Agent, AgentConfig } from "@holdfast/agent-config";
import { type Clock, hasCode } from "@holdfast/ports";

import type { RefusalPatience } from "./connect-policy.js";
import type { CredentialWords } from "./credential-words.js";
import { credentialsOf } from "./credentials.js";
import { CredentialsRefusedError, NotAdmittedYetError } from "./entity-errors.js";
import { impossible, impossibleReason } from "./impossible.js";
import { RefusalMemory } from "./refusal-memory.js";

export interface RefusalTrackerOptions {
  readonly clock: Clock;
  readonly patience: RefusalPatience;
  /**
   * Whether the controller is known to have admitted what the agent would log in with. By default:
   * whether one of its passwords is marked (see `markAccepted`).
   */
  readonly wasAdmitted?: ((config: AgentConfig) => boolean) | undefined;
  /** How to speak of what the strategy logs in with, where that is no password. */
  readonly credentials?: CredentialWords | undefined;
}

/**
 * Keeps count of an agent's refusals, and says of each failed attempt whether it is permanent. One for
 * each strategy, for as long as the strategy lives.
 */
export class RefusalTracker {
  readonly #refusals: RefusalMemory;
  readonly #patience: RefusalPatience;
  readonly #wasAdmitted: (config: AgentConfig) => boolean;
  readonly #credentials: CredentialWords | undefined;

  constructor(options: RefusalTrackerOptions) {
    this.#credentials = options.credentials;
    this.#refusals = new RefusalMemory(options);
    this.#patience = options.patience;
    this.#wasAdmitted = options.wasAdmitted ?? ((config) => credentialsOf(config).admitted);
  }

  /**
   * Makes one attempt. A refusal is, for as long as the policy is patient, a failure that may pass: for
   * days with a controller that is known to have admitted this agent before, for minutes with one that
   * may not have heard of it yet. An interruption is no refusal.
   *
   * @throws {ConnectImpossibleError} where no further attempt can succeed
   * @throws {CredentialsRefusedError} where it was refused, and may be admitted again
   * @throws {NotAdmittedYetError} where it was refused, and may be admitted for the first time
   * @throws whatever else `attempt` does, unchanged
   */
  async attempt<T>(
    agent: Agent,
    signal: AbortSignal | undefined,
    attempt: () => Promise<T>,
  ): Promise<T> {
    try {
      const result = await attempt();
      this.#refusals.admit(agent);
      return result;
    } catch (error) {
      throw signal?.aborted === true ? error : this.#classify(agent, error);
    }
  }

  #classify(agent: Agent, error: unknown): unknown {
    // Whose password was just replaced was admitted for it.
    if (hasCode(error, "ERR_CHANGED_PASSWORD")) this.#refusals.admit(agent);
    const reason = impossibleReason(error);
    if (reason === undefined) return error;
    const credentials = this.#credentials;
    const config = agent.currentConfig();
    const mayPass = reason === "unauthorized" || reason === "not provisioned";
    if (mayPass && this.#wasAdmitted(config)) {
      const { episode, final } = this.#refusals.refuse(agent);
      const options = { ...episode, cause: error, credentials };
      if (!final) return new CredentialsRefusedError(config.tag, options);
    }
    const { firstLogin } = this.#patience;
    if (reason === "unauthorized" && firstLogin !== undefined && !this.#wasAdmitted(config)) {
      const { episode, final } = this.#refusals.refuse(agent, firstLogin);
      const { attempts } = episode;
      const options = { attempts, limit: firstLogin.duration, cause: error, credentials };
      if (!final) return new NotAdmittedYetError(config.tag, options);
    }
    return impossible(reason, config.tag, { cause: error, credentials });
  }
}
