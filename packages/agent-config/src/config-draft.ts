import { type ControllerTag, isHostPort, isTagOf, type ModelTag } from "@holdfast/names";

import type { AgentConfigSetter } from "./agent.js";
import { certificateProblem, certificatesOnly } from "./ca-certificates.js";
import type { ConfEdits, ConfValue } from "./conf/edit-conf.js";
import { isWritable } from "./conf/yaml-scalar.js";
import { AgentConfigError } from "./errors.js";

// A YAML key on one line may be no longer.
const MAX_KEY_LENGTH = 512;

/** Collects what a mutator asks for; nothing is changed before it is done. */
export class ConfigDraft implements AgentConfigSetter {
  readonly #edits = new Map<string, ConfValue | undefined>();
  readonly #values = new Map<string, string | undefined>();
  #open = true;

  /** What was asked for. From now on the setters refuse: the change is on its way. */
  finish(): ConfEdits {
    this.#open = false;
    if (this.#values.size > 0) this.#edits.set("values", this.#values);
    return this.#edits;
  }

  setPassword(password: string): void {
    this.#setString("apipassword", password);
  }

  setOldPassword(password: string): void {
    this.#setString("oldpassword", password);
  }

  migrate(to: { model: ModelTag; controller?: ControllerTag }): void {
    if (!isTagOf("model", to.model)) throw invalid("model", "is not a model tag");
    this.#setString("model", to.model);
    if (to.controller === undefined) return;
    if (!isTagOf("controller", to.controller))
      throw invalid("controller", "is not a controller tag");
    this.#setString("controller", to.controller);
  }

  setApiAddresses(addresses: readonly string[]): void {
    this.#mustBeOpen();
    if (addresses.length === 0) throw invalid("apiaddresses", "servers not provided");
    const bad = addresses.find((address) => !isHostPort(address));
    if (bad !== undefined) throw invalid("apiaddresses", `${JSON.stringify(bad)} is not host:port`);
    this.#edits.set("apiaddresses", [...addresses]);
  }

  setCaCert(pem: string): void {
    const problem = certificateProblem(pem, "at any time");
    if (problem !== undefined) throw invalid("cacert", problem);
    this.#setString("cacert", certificatesOnly(pem));
  }

  setValue(key: string, value: string | undefined): void {
    this.#mustBeOpen();
    if (key.length > MAX_KEY_LENGTH)
      throw invalid("values", `a key is over ${MAX_KEY_LENGTH} long`);
    mustBeWritable("values", key);
    mustBeWritable(`values.${key}`, value ?? "");
    this.#values.set(key, value === "" ? undefined : value);
  }

  #setString(key: string, text: string): void {
    this.#mustBeOpen();
    mustBeWritable(key, text);
    this.#edits.set(key, text === "" ? undefined : text);
  }

  #mustBeOpen(): void {
    if (this.#open) return;
    throw new AgentConfigError(
      "a configuration was changed after its mutator had returned: change it before, and not asynchronously",
      { code: "ERR_CONFIG_MUTATOR" },
    );
  }
}

function mustBeWritable(key: string, text: unknown): void {
  if (typeof text !== "string") throw invalid(key, "must be a string");
  if (!isWritable(text)) throw invalid(key, "holds half a surrogate pair, which no file can hold");
}

function invalid(key: string, what: string): AgentConfigError {
  return new AgentConfigError(`cannot change the agent configuration: ${key}: ${what}`, {
    code: "ERR_CONFIG_VALUE",
  });
}
