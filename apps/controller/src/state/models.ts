import { randomUUID } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";

import { ControllerError } from "../errors.js";
import type { Changes } from "./changes.js";
import { LIVES, type Life } from "./life.js";
import { integer, oneOf, optionalJson, type Row, text } from "./row.js";
import { isConstraint } from "./sqlite-error.js";
import { modelsTopic, modelTopic, type Topic } from "./topics.js";
import { type Migration, readMigration, readRedirect, type Redirect } from "./migration.js";

/** A model: a namespace of agents. */
export interface Model {
  readonly uuid: string;
  readonly name: string;
  /** The user who owns it, without `user-`. */
  readonly owner: string;
  readonly life: Life;
  /** ms since the epoch */
  readonly createdAt: number;
  /** What its agents are told to log, such as `<root>=INFO`. */
  readonly loggingConfig: string;
  /** How far its migration to another controller is, while one is under way. */
  readonly migration: Migration | undefined;
  /** Where it has gone, once it has. */
  readonly redirect: Redirect | undefined;
}

export interface NewModel {
  readonly name: string;
  readonly owner?: string;
  readonly uuid?: string;
}

const NAME = /^[a-z0-9][a-z0-9-]*$/u;

function modelOf(row: Row): Model {
  return {
    uuid: text(row, "uuid"),
    name: text(row, "name"),
    owner: text(row, "owner"),
    life: oneOf(row, "life", LIVES),
    createdAt: integer(row, "created_at"),
    loggingConfig: text(row, "logging_config"),
    migration: readMigration(optionalJson(row, "migration")),
    redirect: readRedirect(optionalJson(row, "redirect")),
  };
}

/** The models of the controller. */
export class Models {
  readonly #database: DatabaseSync;
  readonly #changes: Changes;
  readonly #find: StatementSync;

  constructor(database: DatabaseSync, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
    this.#find = database.prepare("SELECT * FROM models WHERE uuid = ?");
  }

  /** All of them, by name. */
  list(): readonly Model[] {
    return this.#database.prepare("SELECT * FROM models ORDER BY name, uuid").all().map(modelOf);
  }

  find(uuid: string): Model | undefined {
    const row = this.#find.get(uuid);
    return row === undefined ? undefined : modelOf(row);
  }

  /** @throws {@link ControllerError} ERR_NOT_FOUND */
  get(uuid: string): Model {
    const model = this.find(uuid);
    if (model === undefined) throw unknownModel(uuid);
    return model;
  }

  /** The model by its UUID, or by its name where only one has it. */
  resolve(nameOrUuid: string): Model {
    const found = this.list().filter(
      (model) => model.uuid === nameOrUuid || model.name === nameOrUuid,
    );
    const [model, another] = found;
    if (model === undefined) throw unknownModel(nameOrUuid);
    if (another !== undefined) {
      throw new ControllerError(
        "ERR_NOT_VALID",
        `${found.length} models are named "${nameOrUuid}": give the UUID (${found.map((one) => one.uuid).join(", ")})`,
      );
    }
    return model;
  }

  /** @throws {@link ControllerError} ERR_NOT_VALID for a bad name, ERR_ALREADY_EXISTS */
  add(model: NewModel, now: number): Model {
    const { name, owner = "admin", uuid = randomUUID() } = model;
    if (!NAME.test(name)) {
      throw new ControllerError(
        "ERR_NOT_VALID",
        `"${name}" is no model name: use lower-case letters, digits and dashes`,
      );
    }
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
      throw new ControllerError(
        "ERR_ALREADY_EXISTS",
        `${owner} already has a model named "${name}", or there is one with UUID ${uuid}`,
        { cause: error },
      );
    }
    return this.get(uuid);
  }

  setLife(uuid: string, life: Life): void {
    this.#update(uuid, "life", life, [modelsTopic]);
  }

  setLoggingConfig(uuid: string, config: string): void {
    this.#update(uuid, "logging_config", config);
  }

  setMigration(uuid: string, migration: Migration | undefined): void {
    this.#update(uuid, "migration", migration === undefined ? null : JSON.stringify(migration));
  }

  setRedirect(uuid: string, redirect: Redirect | undefined): void {
    const json = redirect === undefined ? null : JSON.stringify(redirect);
    this.#update(uuid, "redirect", json, [modelsTopic]);
  }

  /** Takes the model away, with its agents. */
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

function unknownModel(nameOrUuid: string): ControllerError {
  return new ControllerError(
    "ERR_NOT_FOUND",
    `there is no model "${nameOrUuid}": controller status lists the models`,
  );
}
