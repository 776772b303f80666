// An agent whose "disk" is a field: for scenarios about what a strategy does with an agent, and for
// failing when a scenario says so. What the real file does is agent-config's to show.
import type { AgentConfig, AgentConfigSetter, ObservableAgent } from "@holdfast/agent-config";
import type { ApiInfo } from "@holdfast/api-open";
import type { ControllerTag, ModelTag, Tag } from "@holdfast/names";

import { Journal } from "./journal.js";

/** What an agent's configuration says. */
export interface AgentRecord {
  readonly tag: Tag;
  readonly nonce: string;
  readonly caCert: string;
  readonly model: ModelTag | undefined;
  readonly controller: ControllerTag | undefined;
  readonly password: string;
  readonly oldPassword: string;
  readonly apiAddresses: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

type Draft = { -readonly [K in keyof AgentRecord]: AgentRecord[K] };

/** What is left out of a record: a machine's agent that was just created, and has never connected. */
const justCreated: AgentRecord = {
  tag: "machine-0",
  nonce: "",
  caCert: "",
  model: "model-deadbeef-0bad-400d-8000-4b1d0d06f00d",
  controller: undefined,
  password: "",
  oldPassword: "the password that it was created with",
  apiAddresses: ["10.0.0.1:17070"],
  values: {},
};

/**
 * An agent that keeps its configuration in memory.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MemoryAgent } from "@holdfast/connect-testkit";
 *
 * const agent = new MemoryAgent({ tag: "machine-7" });
 * await agent.changeConfig((change) => change.setPassword("one of its own"));
 * assert.equal(agent.record.password, "one of its own");
 * agent.failWith(new Error("no space left on device"));
 * await assert.rejects(agent.changeConfig((change) => change.setPassword("another")));
 * assert.equal(agent.record.password, "one of its own"); // nothing changed
 * ```
 */
export class MemoryAgent implements ObservableAgent {
  readonly #journal: Journal;
  readonly #listeners = new Set<() => void>();
  /** How often a model was recorded. */
  migrations = 0;
  #record: AgentRecord;
  #failure: Error | undefined;

  /** @param record - what is left out is as for a machine's agent that was just created */
  constructor(record: Partial<AgentRecord> = {}, journal: Journal = new Journal()) {
    this.#record = { ...justCreated, ...record };
    this.#journal = journal;
  }

  get record(): AgentRecord {
    return this.#record;
  }

  /** How many listen to its changes: none, once whatever subscribed has ended. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /** Every further change fails, as on a full or broken disk; undefined for no more. */
  failWith(failure: Error | undefined): void {
    this.#failure = failure;
  }

  /** What another process, or an operator, did to the file. */
  overwrite(change: Partial<AgentRecord>): void {
    this.#record = { ...this.#record, ...change };
    this.#tell();
  }

  currentConfig(): AgentConfig {
    return configOf(this.#record);
  }

  async changeConfig(mutate: (config: AgentConfigSetter) => void): Promise<void> {
    const draft: Draft = { ...this.#record, values: { ...this.#record.values } };
    mutate(setterOf(draft));
    if (this.#failure !== undefined) throw this.#failure;
    // The write takes its time, so that whoever does not wait for it is found out.
    await new Promise((resolve) => setImmediate(resolve));
    if (draft.model !== this.#record.model || draft.controller !== this.#record.controller) {
      this.migrations++;
    }
    this.#record = draft;
    const { password, oldPassword } = draft;
    this.#journal.add({ kind: "durable", password, oldPassword });
    this.#tell();
  }

  subscribe(listener: () => void): () => void {
    // Wrapped, so that one listener may subscribe twice.
    const call = (): void => listener();
    this.#listeners.add(call);
    return () => void this.#listeners.delete(call);
  }

  #tell(): void {
    for (const listener of Array.from(this.#listeners)) listener();
  }
}

function configOf(record: AgentRecord): AgentConfig {
  return Object.freeze({
    tag: record.tag,
    nonce: record.nonce,
    dataDir: "/nowhere",
    caCert: record.caCert,
    model: record.model,
    controller: record.controller,
    oldPassword: record.oldPassword,
    apiAddresses: record.apiAddresses,
    apiInfo: () => apiInfoOf(record),
    value: (key: string) => record.values[key],
  });
}

function apiInfoOf(record: AgentRecord): ApiInfo | undefined {
  if (record.apiAddresses.length === 0) return undefined;
  const { apiAddresses: addrs, caCert, tag, password, nonce, model } = record;
  return { addrs, caCert, tag, password, nonce, ...(model ? { modelTag: model } : {}) };
}

function setterOf(draft: Draft): AgentConfigSetter {
  return {
    setPassword: (password) => void (draft.password = password),
    setOldPassword: (password) => void (draft.oldPassword = password),
    migrate: ({ model, controller }) => {
      draft.model = model;
      if (controller !== undefined) draft.controller = controller;
    },
    setApiAddresses: (addresses) => void (draft.apiAddresses = [...addresses]),
    setCaCert: (pem) => void (draft.caCert = pem),
    setValue: (key, value) => {
      const { [key]: _, ...others } = draft.values;
      draft.values = value === undefined ? others : { ...others, [key]: value };
    },
  };
}
