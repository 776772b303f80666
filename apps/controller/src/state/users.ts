import type { DatabaseSync } from "node:sqlite";

import { ControllerError } from "../errors.js";
import type { Changes } from "./changes.js";
import { hashUserPassword } from "./password-hash.js";
import { integer, oneOf, optionalInteger, type Row, text } from "./row.js";
import { modelTopic, userTopic } from "./topics.js";

/** What a user may do on the controller, the least first. */
export const CONTROLLER_ACCESS = ["login", "add-model", "superuser"] as const;
export type ControllerAccess = (typeof CONTROLLER_ACCESS)[number];

/** What a user may do in a model, the least first. */
export const MODEL_ACCESS = ["read", "write", "admin"] as const;
export type ModelAccess = (typeof MODEL_ACCESS)[number];

export interface User {
  /** Without `user-`. */
  readonly name: string;
  readonly displayName: string;
  /** The hash of the password: a secret all the same. */
  readonly passwordHash: string;
  readonly access: ControllerAccess;
  readonly disabled: boolean;
  /** ms since the epoch */
  readonly createdAt: number;
  readonly lastLogin: number | undefined;
}

function userOf(row: Row): User {
  return {
    name: text(row, "name"),
    displayName: text(row, "display_name"),
    passwordHash: text(row, "password"),
    access: oneOf(row, "access", CONTROLLER_ACCESS),
    disabled: integer(row, "disabled") === 1,
    createdAt: integer(row, "created_at"),
    lastLogin: optionalInteger(row, "last_login"),
  };
}

/** The people and services that may log in as themselves. */
export class Users {
  readonly #database: DatabaseSync;
  readonly #changes: Changes;

  constructor(database: DatabaseSync, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
  }

  list(): readonly User[] {
    return this.#database.prepare("SELECT * FROM users ORDER BY name").all().map(userOf);
  }

  find(name: string): User | undefined {
    const row = this.#database.prepare("SELECT * FROM users WHERE name = ?").get(name);
    return row === undefined ? undefined : userOf(row);
  }

  /** Adds the user, or gives the one that is there this password and this access. */
  async put(
    user: { readonly name: string; readonly password: string; readonly access: ControllerAccess },
    now: number,
  ): Promise<void> {
    const hash = await hashUserPassword(user.password);
    this.#changes.write([userTopic(user.name)], () =>
      this.#database
        .prepare(
          `INSERT INTO users (name, display_name, password, access, disabled, created_at)
           VALUES (?, ?, ?, ?, 0, ?)
           ON CONFLICT (name) DO UPDATE SET password = excluded.password, access = excluded.access, disabled = 0`,
        )
        .run(user.name, user.name, hash, user.access, now),
    );
  }

  setLastLogin(name: string, now: number): void {
    this.#changes.write([], () =>
      this.#database.prepare("UPDATE users SET last_login = ? WHERE name = ?").run(now, name),
    );
  }

  remove(name: string): void {
    this.#changes.write([userTopic(name)], () => {
      const { changes } = this.#database.prepare("DELETE FROM users WHERE name = ?").run(name);
      if (changes === 0) throw unknownUser(name);
    });
  }

  /** What the user may do in the model; undefined where nothing. A superuser may do everything. */
  accessTo(model: string, user: User): ModelAccess | undefined {
    if (user.access === "superuser") return "admin";
    const row = this.#database
      .prepare("SELECT access FROM model_users WHERE model = ? AND user = ?")
      .get(model, user.name);
    return row === undefined ? undefined : oneOf(row, "access", MODEL_ACCESS);
  }

  /** @throws {@link ControllerError} ERR_NOT_FOUND for the user or the model */
  grant(model: string, name: string, access: ModelAccess): void {
    if (this.find(name) === undefined) throw unknownUser(name);
    this.#changes.write([modelTopic(model), userTopic(name)], () =>
      this.#database
        .prepare(
          "INSERT INTO model_users (model, user, access) VALUES (?, ?, ?) ON CONFLICT (model, user) DO UPDATE SET access = excluded.access",
        )
        .run(model, name, access),
    );
  }

  revoke(model: string, name: string): void {
    this.#changes.write([modelTopic(model), userTopic(name)], () =>
      this.#database
        .prepare("DELETE FROM model_users WHERE model = ? AND user = ?")
        .run(model, name),
    );
  }
}

function unknownUser(name: string): ControllerError {
  return new ControllerError(
    "ERR_NOT_FOUND",
    `there is no user "${name}": controller set-password user-${name} makes one`,
  );
}
