import { randomUUID } from "node:crypto";

import { parseUuid } from "@holdfast/names";

import { type Life, LIVES } from "../life.js";
import { type Migration, readMigration, readRedirect, type Redirect } from "../migration.js";
import { checkModelName, type Model, type NewModel } from "../model.js";
import { modelExists, unknownModel } from "../store-errors.js";
import type { ModelStore } from "../store.js";
import { modelsTopic, modelTopic, type Topic } from "../topics.js";
import type { Database, Statement } from "./database.js";
import { integer, oneOf, optionalJson, type Row, text } from "./row.js";
import type { ChangeMarker } from "./sqlite-changes.js";
import { isConstraint } from "./sqlite-error.js";

function modelOf(row: Row): Model {
  return {
    uuid: parseUuid(text(row, "uuid")),
    name: text(row, "name"),
    owner: text(row, "owner"),
    life: oneOf(row, "life", LIVES),
    createdAt: integer(row, "created_at"),
    loggingConfig: text(row, "logging_config"),
    migration: readMigration(optionalJson(row, "migration")),
    redirect: readRedirect(optionalJson(row, "redirect")),
  };
}

/** {@link ModelStore} in the table `models`. */
export class SqliteModels implements ModelStore {
  readonly #database: Pick<Database, "prepare">;
  readonly #changes: ChangeMarker;
  readonly #find: Statement;
  readonly #config: Statement;

  constructor(database: Pick<Database, "prepare">, changes: ChangeMarker) {
    this.#database = database;
    this.#changes = changes;
    this.#find = database.prepare("SELECT * FROM models WHERE uuid = ?");
    this.#config = database.prepare("SELECT key, value FROM model_config WHERE model = ?");
  }

  list(): readonly Model[] {
    return this.#database.prepare("SELECT * FROM models ORDER BY name, uuid").all().map(modelOf);
  }

  find(uuid: string): Model | undefined {
    const row = this.#find.get(uuid);
    return row === undefined ? undefined : modelOf(row);
  }

  get(uuid: string): Model {
    const model = this.find(uuid);
    if (model === undefined) throw unknownModel(uuid);
    return model;
  }

  add(model: NewModel, now: number): Model {
    const { name, owner = "admin" } = model;
    const uuid = parseUuid(model.uuid ?? randomUUID());
    checkModelName(name);
    try {
      this.#changes.write([modelsTopic, modelTopic(uuid)], () =>
        this.#database
          .prepare(
            "INSERT INTO models (uuid, name, owner, life, created_at, logging_config, next_machine) VALUES (?, ?, ?, 'alive', ?, '<root>=INFO', 0)",
          )
          .run(uuid, name, owner, now),
      );
    } catch (error) {
      if (!isConstraint(error)) throw error;
      throw modelExists({ owner, name, uuid }, error);
    }
    return this.get(uuid);
  }

  setLife(uuid: string, life: Life): void {
    this.#update(uuid, "life", life, [modelsTopic]);
  }

  setLoggingConfig(uuid: string, config: string): void {
    this.#update(uuid, "logging_config", config);
  }

  config(uuid: string): ReadonlyMap<string, string> {
    const rows = this.#config.all(uuid);
    return new Map(rows.map((row) => [text(row, "key"), text(row, "value")]));
  }

  setConfig(uuid: string, values: ReadonlyMap<string, string | undefined>): void {
    this.get(uuid);
    const put = this.#database.prepare(
      "INSERT INTO model_config (model, key, value) VALUES (?, ?, ?) ON CONFLICT (model, key) DO UPDATE SET value = excluded.value",
    );
    const drop = this.#database.prepare("DELETE FROM model_config WHERE model = ? AND key = ?");
    this.#changes.write([modelTopic(uuid)], () => {
      for (const [key, value] of values) {
        if (value === undefined) drop.run(uuid, key);
        else put.run(uuid, key, value);
      }
    });
  }

  setMigration(uuid: string, migration: Migration | undefined): void {
    this.#update(uuid, "migration", migration === undefined ? null : JSON.stringify(migration));
  }

  setRedirect(uuid: string, redirect: Redirect | undefined): void {
    const json = redirect === undefined ? null : JSON.stringify(redirect);
    this.#update(uuid, "redirect", json, [modelsTopic]);
  }

  remove(uuid: string): void {
    this.#changes.write([modelsTopic, modelTopic(uuid)], () => {
      const { changes } = this.#database.prepare("DELETE FROM models WHERE uuid = ?").run(uuid);
      if (changes === 0) throw unknownModel(uuid);
    });
  }

  #update(uuid: string, column: string, value: string | null, topics: readonly Topic[] = []): void {
    this.#changes.write([modelTopic(uuid), ...topics], () => {
      const { changes } = this.#database
        .prepare(`UPDATE models SET ${column} = ? WHERE uuid = ?`)
        .run(value, uuid);
      if (changes === 0) throw unknownModel(uuid);
    });
  }
}
