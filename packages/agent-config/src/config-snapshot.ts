import type { ApiInfo } from "@holdfast/names";
import type { ControllerTag, ModelTag, Tag } from "@holdfast/names";

import type { AgentConfig } from "./agent.js";
import type { ConfFields } from "./conf/conf-fields.js";

/**
 * A configuration at one moment. Its secrets are behind private fields, so that it shows none when
 * it is printed, logged or turned into JSON.
 */
export class ConfigSnapshot implements AgentConfig {
  readonly tag: Tag;
  readonly dataDir: string;
  readonly caCert: string;
  readonly model: ModelTag | undefined;
  readonly controller: ControllerTag | undefined;
  readonly apiAddresses: readonly string[];
  readonly #fields: ConfFields;
  readonly #kept: readonly string[];

  /** @param kept - passwords that were displaced, newest first */
  constructor(dataDir: string, fields: ConfFields, kept: readonly string[]) {
    this.tag = fields.tag;
    this.dataDir = dataDir;
    this.caCert = fields.caCert;
    this.model = fields.model;
    this.controller = fields.controller;
    this.apiAddresses = Object.freeze([...fields.apiAddresses]);
    this.#fields = fields;
    this.#kept = Object.freeze([...kept]);
    Object.freeze(this);
  }

  get nonce(): string {
    return this.#fields.nonce;
  }

  get oldPassword(): string {
    return this.#fields.oldPassword;
  }

  /** Passwords that were displaced from the two slots of the file, newest first. */
  get keptPasswords(): readonly string[] {
    return this.#kept;
  }

  apiInfo(): ApiInfo | undefined {
    if (this.apiAddresses.length === 0) return undefined;
    const { tag, nonce, password, model, caCert } = this.#fields;
    return {
      addrs: this.#addresses(),
      tag,
      nonce,
      password,
      ...(caCert === "" ? {} : { caCert }),
      ...(model === undefined ? {} : { modelTag: model }),
    };
  }

  value(key: string): string | undefined {
    return this.#fields.values.get(key);
  }

  #addresses(): readonly string[] {
    const port = this.#fields.localApiPort;
    const local = `localhost:${port}`;
    if (port === undefined || this.apiAddresses.includes(local)) return this.apiAddresses;
    return [local, ...this.apiAddresses];
  }
}
