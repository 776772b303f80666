import type { DatabaseSync, StatementSync } from "node:sqlite";

import type { Changes } from "./changes.js";
import { text } from "./row.js";
import { addressesTopic, clientAuthoritiesTopic, type Topic } from "./topics.js";

/** What the controller knows about itself, each under its own name. */
export interface SettingValues {
  /** UUIDs, made at the first start. */
  "controller-uuid": string;
  "controller-model-uuid": string;
  /** PEM; the keys are secrets. */
  "ca-cert": string;
  "ca-key": string;
  "server-cert": string;
  "server-key": string;
  /** Where it listened last, host:port: agents know this address. */
  "listen-address": string;
  /** What agents are told to use instead, as JSON: a list of host:port. */
  "api-addresses": string;
  /** `upgrade` while agents are kept out, as a Juju controller keeps them out during its upgrade. */
  maintenance: string;
  /** The authorities, other than our own, whose certificates identify agents: a JSON list of PEM. */
  "client-authorities": string;
}

const TOPICS: Partial<Record<keyof SettingValues, Topic>> = {
  "api-addresses": addressesTopic,
  "listen-address": addressesTopic,
  "client-authorities": clientAuthoritiesTopic,
};

/** The controller's own settings. */
export class Settings {
  readonly #database: DatabaseSync;
  readonly #changes: Changes;
  readonly #get: StatementSync;

  constructor(database: DatabaseSync, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
    this.#get = database.prepare("SELECT value FROM settings WHERE key = ?");
  }

  get(key: keyof SettingValues): string | undefined {
    const row = this.#get.get(key);
    return row === undefined ? undefined : text(row, "value");
  }

  /** Writes all of them or none; undefined takes one away. */
  set(values: { readonly [Key in keyof SettingValues]?: string | undefined }): void {
    const put = this.#database.prepare(
      "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
    const drop = this.#database.prepare("DELETE FROM settings WHERE key = ?");
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of what was given
    const keys = Object.keys(values) as (keyof SettingValues)[];
    const topics = new Set(keys.flatMap((key) => TOPICS[key] ?? []));
    this.#changes.write([...topics], () => {
      for (const key of keys) {
        const value = values[key];
        if (value === undefined) drop.run(key);
        else put.run(key, value);
      }
    });
  }
}
