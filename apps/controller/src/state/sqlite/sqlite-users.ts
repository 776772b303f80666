import { storedHash } from "../password-hash.js";
import { unknownUser } from "../store-errors.js";
import type { UserOfModel, UserStore } from "../store.js";
import { modelTopic, userTopic } from "../topics.js";
import {
  checkUserName,
  CONTROLLER_ACCESS,
  type ControllerAccess,
  MODEL_ACCESS,
  type ModelAccess,
  type User,
} from "../user.js";
import type { Database, Statement } from "./database.js";
import { integer, oneOf, optionalInteger, type Row, text } from "./row.js";
import type { ChangeMarker } from "./sqlite-changes.js";

function userOf(row: Row): User {
  return {
    name: text(row, "name"),
    displayName: text(row, "display_name"),
    passwordHash: storedHash(text(row, "password")),
    access: oneOf(row, "access", CONTROLLER_ACCESS),
    disabled: integer(row, "disabled") === 1,
    createdAt: integer(row, "created_at"),
    lastLogin: optionalInteger(row, "last_login"),
  };
}

/** {@link UserStore} in the tables `users` and `model_users`. */
export class SqliteUsers implements UserStore {
  readonly #database: Pick<Database, "prepare">;
  readonly #changes: ChangeMarker;
  readonly #find: Statement;
  readonly #granted: Statement;
  readonly #ofModel: Statement;
  readonly #grants: Statement;

  constructor(database: Pick<Database, "prepare">, changes: ChangeMarker) {
    this.#database = database;
    this.#changes = changes;
    this.#find = database.prepare("SELECT * FROM users WHERE name = ?");
    this.#granted = database.prepare("SELECT access FROM model_users WHERE model = ? AND user = ?");
    this.#ofModel = database.prepare(
      `SELECT users.*, model_users.access AS granted FROM users
       LEFT JOIN model_users ON model_users.user = users.name AND model_users.model = ?
       WHERE users.access = 'superuser' OR model_users.access IS NOT NULL ORDER BY users.name`,
    );
    this.#grants = database.prepare("SELECT model, access FROM model_users WHERE user = ?");
  }

  list(): readonly User[] {
    return this.#database.prepare("SELECT * FROM users ORDER BY name").all().map(userOf);
  }

  find(name: string): User | undefined {
    const row = this.#find.get(name);
    return row === undefined ? undefined : userOf(row);
  }

  put(user: Parameters<UserStore["put"]>[0], now: number): void {
    if (this.find(user.name) === undefined) checkUserName(user.name);
    this.#changes.write([userTopic(user.name)], () =>
      this.#database
        .prepare(
          `INSERT INTO users (name, display_name, password, access, disabled, created_at)
           VALUES (?, ?, ?, ?, 0, ?)
           ON CONFLICT (name) DO UPDATE SET password = excluded.password, access = excluded.access, disabled = 0`,
        )
        .run(user.name, user.displayName ?? user.name, user.passwordHash, user.access, now),
    );
  }

  setDisabled(name: string, disabled: boolean): void {
    this.#update(name, "disabled", disabled ? 1 : 0);
  }

  setAccess(name: string, access: ControllerAccess): void {
    this.#update(name, "access", access);
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

  granted(model: string, name: string): ModelAccess | undefined {
    const row = this.#granted.get(model, name);
    return row === undefined ? undefined : oneOf(row, "access", MODEL_ACCESS);
  }

  ofModel(model: string): readonly UserOfModel[] {
    return this.#ofModel.all(model).map((row) => {
      const user = userOf(row);
      const access = user.access === "superuser" ? "admin" : oneOf(row, "granted", MODEL_ACCESS);
      return { user, access };
    });
  }

  grants(name: string): ReadonlyMap<string, ModelAccess> {
    const rows = this.#grants.all(name);
    return new Map(rows.map((row) => [text(row, "model"), oneOf(row, "access", MODEL_ACCESS)]));
  }

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

  #update(name: string, column: "access" | "disabled", value: string | number): void {
    this.#changes.write([userTopic(name)], () => {
      const { changes } = this.#database
        .prepare(`UPDATE users SET ${column} = ? WHERE name = ?`)
        .run(value, name);
      if (changes === 0) throw unknownUser(name);
    });
  }
}
