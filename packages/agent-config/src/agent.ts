import type { ApiInfo } from "@holdfast/names";
import type { ControllerTag, ModelTag, Tag } from "@holdfast/names";

/** An agent's configuration at one moment: a snapshot, which never changes. */
export interface AgentConfig {
  readonly tag: Tag;
  /** What proves that this machine is the one that was provisioned; "" for what is no machine. */
  readonly nonce: string;
  readonly dataDir: string;
  /** The controller's CA, PEM; "" where none is stored. */
  readonly caCert: string;
  /** Undefined where the file names no model, as files of 2015 and before did. */
  readonly model: ModelTag | undefined;
  readonly controller: ControllerTag | undefined;
  /** The password to fall back to, the last one known to be accepted; "" where there is none. */
  readonly oldPassword: string;
  /** `host:port`, as stored. */
  readonly apiAddresses: readonly string[];
  /**
   * What a login needs, with the current password, "" where there is none yet. On a machine that is
   * a controller itself, `localhost` comes first, as in Juju.
   * Undefined where the file has no addresses.
   */
  apiInfo(): ApiInfo | undefined;
  /** One of the free values of the file. */
  value(key: string): string | undefined;
}

/**
 * What a change may do. Each setter throws an `AgentConfigError` (`ERR_CONFIG_VALUE`) for a value
 * that no `agent.conf` may hold; thrown out of the mutator, it rejects the change as a whole.
 */
export interface AgentConfigSetter {
  setPassword(password: string): void;
  setOldPassword(password: string): void;
  /** Where the agent's model lives from now on; the passwords stay. */
  migrate(to: { model: ModelTag; controller?: ControllerTag }): void;
  /** @param addresses - `host:port`, at least one: an agent without addresses is lost for good */
  setApiAddresses(addresses: readonly string[]): void;
  /** @param pem - certificates of CAs; of what else it holds (a private key, comments) nothing is kept */
  setCaCert(pem: string): void;
  /** Undefined or "" removes the value, as in Juju. */
  setValue(key: string, value: string | undefined): void;
}

/** Who an agent is, and how its configuration changes. */
export interface Agent {
  currentConfig(): AgentConfig;
  /**
   * Changes the configuration by `mutate`, which runs at once and must not be async. While it runs,
   * `currentConfig()` is what it starts from, also where another process has just changed the file.
   * Durable once it resolves; nothing changed, on disk or in memory, if it rejects. What `mutate`
   * throws comes back unchanged.
   */
  changeConfig(mutate: (config: AgentConfigSetter) => void): Promise<void>;
}
