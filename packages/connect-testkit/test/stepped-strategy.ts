// A strategy in steps, each of which can be replaced by a wrong one: what the broken strategies are
// made of. Whole, it does what ScaryConnect does.
import {
  type Agent,
  type AgentConfig,
  ApiInfoMissingError,
  ChangedPasswordError,
  closeOnFailure,
  connectFallback,
  type Connection,
  type ConnectStrategy,
  CredentialsRefusedError,
  type FallbackLogin,
  impossible,
  impossibleReason,
  NotAdmittedYetError,
  knownPasswords,
  type OpenFunc,
  recordModel,
  requireLife,
  rotate,
  type RotationOptions,
  type RotationOutcome,
  type StrategyPorts,
} from "@holdfast/connect";
import { credentialsOf } from "@holdfast/connect/agent";
import { RefusalMemory } from "@holdfast/connect/testing";

/** One call of a strategy. */
export interface Call {
  readonly ports: StrategyPorts;
  readonly agent: Agent;
  readonly config: AgentConfig;
  readonly apiOpen: OpenFunc;
  readonly signal: AbortSignal | undefined;
  readonly refusals: RefusalMemory;
}

export interface Steps {
  passwords(call: Call): readonly string[];
  login(call: Call, passwords: readonly string[]): Promise<FallbackLogin>;
  recordModel(call: Call, connection: Connection): Promise<void>;
  checkLife(call: Call, connection: Connection): Promise<void>;
  rotate(call: Call, options: RotationOptions): Promise<RotationOutcome>;
  /** What a failed attempt ends with. */
  classify(call: Call, error: unknown): unknown;
  /** How what was opened is given back when a later step fails. */
  guard(call: Call, connection: Connection, use: () => Promise<Connection>): Promise<Connection>;
}

export const wholeSteps: Steps = {
  passwords: ({ config }) => knownPasswords(config),
  login: ({ ports, config, apiOpen, signal }, passwords) => {
    const info = config.apiInfo();
    if (info === undefined) throw new ApiInfoMissingError();
    return connectFallback({ apiOpen, info, passwords, signal, ...ports });
  },
  recordModel: ({ agent, ports }, connection) => recordModel(agent, connection, ports.logger),
  checkLife: ({ config, signal }, connection) => requireLife(connection, config.tag, { signal }),
  rotate: (_call, options) => rotate(options),
  classify: ({ agent, config, refusals, ports }, error) => {
    const reason = impossibleReason(error);
    if (reason === undefined) return error;
    const mayPass = reason === "unauthorized" || reason === "not provisioned";
    if (mayPass && credentialsOf(agent.currentConfig()).admitted) {
      const { episode, final } = refusals.refuse(agent);
      if (!final) return new CredentialsRefusedError(config.tag, { ...episode, cause: error });
    }
    const { firstLogin } = ports.policy.patience;
    const admitted = credentialsOf(agent.currentConfig()).admitted;
    if (reason === "unauthorized" && firstLogin !== undefined && !admitted) {
      const { episode, final } = refusals.refuse(agent, firstLogin);
      const [{ attempts }, limit] = [episode, firstLogin.duration];
      if (!final) return new NotAdmittedYetError(config.tag, { attempts, limit, cause: error });
    }
    return impossible(reason, config.tag, { cause: error });
  },
  guard: ({ ports }, connection, use) => closeOnFailure(connection, use, ports.logger),
};

export class SteppedStrategy implements ConnectStrategy {
  readonly #ports: StrategyPorts;
  readonly #steps: Steps;
  readonly #refusals: RefusalMemory;

  constructor(ports: StrategyPorts, steps: Partial<Steps> = {}) {
    this.#ports = ports;
    this.#steps = { ...wholeSteps, ...steps };
    const { patience } = ports.policy;
    this.#refusals = new RefusalMemory({ clock: ports.clock, patience });
  }

  async connect(agent: Agent, apiOpen: OpenFunc, signal?: AbortSignal): Promise<Connection> {
    const [ports, refusals, config] = [this.#ports, this.#refusals, agent.currentConfig()];
    const call: Call = { ports, agent, config, apiOpen, signal, refusals };
    try {
      const connection = await this.#attempt(call);
      this.#refusals.admit(agent);
      return connection;
    } catch (error) {
      throw signal?.aborted === true ? error : this.#steps.classify(call, error);
    }
  }

  async #attempt(call: Call): Promise<Connection> {
    const steps = this.#steps;
    const login = await steps.login(call, steps.passwords(call));
    const { connection, password: accepted } = login;
    return steps.guard(call, connection, async () => {
      await steps.recordModel(call, connection);
      await steps.checkLife(call, connection);
      const { agent, signal, ports } = call;
      const { logger } = ports;
      const options = { agent, caller: connection, accepted, signal, logger };
      const outcome = await steps.rotate(call, options);
      if (outcome === "replaced") throw new ChangedPasswordError();
      return connection;
    });
  }
}
