import type { Settings, SettingValues } from "../settings.js";
import { addressesTopic, authoritiesTopic, clientAuthoritiesTopic, type Topic } from "../topics.js";
import type { Database, Statement } from "./database.js";
import { text } from "./row.js";
import type { ChangeMarker } from "./sqlite-changes.js";

const TOPICS: Partial<Record<keyof SettingValues, Topic>> = {
  "api-addresses": addressesTopic,
  "client-authorities": clientAuthoritiesTopic,
  "ca-cert": authoritiesTopic,
  "next-ca-cert": authoritiesTopic,
  "ca-compromised": authoritiesTopic,
};

/** {@link Settings} in the table `settings`. */
export class SqliteSettings implements Settings {
  readonly #database: Pick<Database, "prepare">;
  readonly #changes: ChangeMarker;
  readonly #get: Statement;

  constructor(database: Pick<Database, "prepare">, changes: ChangeMarker) {
    this.#database = database;
    this.#changes = changes;
    this.#get = database.prepare("SELECT value FROM settings WHERE key = ?");
  }

  get(key: keyof SettingValues): string | undefined {
    const row = this.#get.get(key);
    return row === undefined ? undefined : text(row, "value");
  }

  set(values: Parameters<Settings["set"]>[0]): void {
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
