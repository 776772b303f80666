import * as v from "valibot";

import type { ControllerNode } from "../controller-node.js";
import { unknownController } from "../store-errors.js";
import type { ControllersStore } from "../store.js";
import { addressesTopic, authoritiesTopic, type Topic } from "../topics.js";
import type { Database, Statement } from "./database.js";
import { optionalInteger, optionalText, type Row, text } from "./row.js";
import type { ChangeMarker } from "./sqlite-changes.js";

const addressList = v.pipe(v.string(), v.parseJson(), v.array(v.string()));

function nodeOf(row: Row): ControllerNode {
  return {
    id: text(row, "id"),
    listenAddress: optionalText(row, "listen_address"),
    addresses: v.parse(addressList, text(row, "addresses")),
    serverCert: optionalText(row, "server_cert"),
    version: optionalText(row, "version"),
    startedAt: optionalInteger(row, "started_at"),
  };
}

/** {@link ControllersStore} in the table `controllers`. */
export class SqliteControllers implements ControllersStore {
  readonly #database: Pick<Database, "prepare">;
  readonly #changes: ChangeMarker;
  readonly #list: Statement;
  readonly #find: Statement;

  constructor(database: Pick<Database, "prepare">, changes: ChangeMarker) {
    this.#database = database;
    this.#changes = changes;
    this.#list = database.prepare("SELECT * FROM controllers ORDER BY id");
    this.#find = database.prepare("SELECT * FROM controllers WHERE id = ?");
  }

  list(): readonly ControllerNode[] {
    return this.#list.all().map(nodeOf);
  }

  find(id: string): ControllerNode | undefined {
    const row = this.#find.get(id);
    return row === undefined ? undefined : nodeOf(row);
  }

  put(node: Parameters<ControllersStore["put"]>[0]): void {
    const before = this.find(node.id);
    const {
      id,
      listenAddress,
      addresses = [],
      serverCert,
      version,
      startedAt,
    } = {
      ...before,
      ...node,
    };
    const moved =
      before?.listenAddress !== listenAddress ||
      JSON.stringify(before?.addresses ?? []) !== JSON.stringify(addresses);
    const topics: Topic[] = [
      ...(moved ? [addressesTopic] : []),
      ...(before?.serverCert === serverCert ? [] : [authoritiesTopic]),
    ];
    this.#changes.write(topics, () =>
      this.#database
        .prepare(
          `INSERT INTO controllers (id, listen_address, addresses, server_cert, version, started_at)
           VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
             listen_address = excluded.listen_address, addresses = excluded.addresses,
             server_cert = excluded.server_cert, version = excluded.version,
             started_at = excluded.started_at`,
        )
        .run(
          id,
          listenAddress ?? null,
          JSON.stringify(addresses),
          serverCert ?? null,
          version ?? null,
          startedAt ?? null,
        ),
    );
  }

  remove(id: string): void {
    this.#changes.write([addressesTopic], () => {
      const { changes } = this.#database.prepare("DELETE FROM controllers WHERE id = ?").run(id);
      if (changes === 0) throw unknownController(id);
    });
  }
}
