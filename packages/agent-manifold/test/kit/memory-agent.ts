import type { AgentConfig, AgentConfigSetter, ObservableAgent } from "@holdfast/agent-config";
import type { ModelTag } from "@holdfast/names";

/** What the agent of a test is made of. */
export interface Facts {
  addresses: readonly string[];
  password: string;
  oldPassword: string;
  model: ModelTag | undefined;
}

export const uuid = "deadbeef-0bad-400d-8000-4b1d0d06f00d";

/** An agent that keeps its configuration in memory. */
export class MemoryAgent implements ObservableAgent {
  facts: Facts;
  readonly #listeners = new Set<() => void>();

  constructor(facts: Partial<Facts> = {}) {
    this.facts = {
      addresses: ["10.0.0.1:17070"],
      password: "",
      oldPassword: "bootstrap",
      model: `model-${uuid}`,
      ...facts,
    };
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  currentConfig(): AgentConfig {
    const { addresses, password, oldPassword, model } = this.facts;
    const tag = "machine-0";
    return {
      tag,
      model,
      oldPassword,
      nonce: "",
      dataDir: "/nowhere",
      caCert: "",
      controller: undefined,
      apiAddresses: addresses,
      apiInfo: () => ({
        addrs: addresses,
        tag,
        password,
        ...(model === undefined ? {} : { modelTag: model }),
      }),
      value: () => undefined,
    };
  }

  async changeConfig(mutate: (config: AgentConfigSetter) => void): Promise<void> {
    const next = { ...this.facts };
    mutate({
      setPassword: (password) => (next.password = password),
      setOldPassword: (password) => (next.oldPassword = password),
      migrate: ({ model }) => (next.model = model),
      setApiAddresses: (addresses) => (next.addresses = addresses),
      setCaCert: () => undefined,
      setValue: () => undefined,
    });
    this.facts = next;
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
