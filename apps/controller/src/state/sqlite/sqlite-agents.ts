import * as v from "valibot";

import {
  type Agent,
  type MachineAddress,
  type NewAgent,
  REBOOT_ACTIONS,
  type RebootAction,
} from "../agent.js";
import { type Life, LIVES } from "../life.js";
import { type PasswordHash, storedHash } from "../password-hash.js";
import { agentExists, unknownAgent, unknownModel } from "../store-errors.js";
import type { AgentCounts, AgentStore } from "../store.js";
import { agentsTopic, agentTopic } from "../topics.js";
import type { Database, Statement } from "./database.js";
import {
  integer,
  oneOf,
  optionalInteger,
  optionalJson,
  optionalText,
  type Row,
  text,
} from "./row.js";
import type { ChangeMarker } from "./sqlite-changes.js";
import { isConstraint } from "./sqlite-error.js";

const machineAddresses: v.GenericSchema<unknown, MachineAddress[]> = v.array(
  v.object({ value: v.string(), type: v.string(), scope: v.string() }),
);

const fingerprints = v.array(v.string());

function authoritiesOf(row: Row): readonly string[] | undefined {
  const said = optionalJson(row, "authorities");
  return said === undefined ? undefined : v.parse(fingerprints, said);
}

function agentOf(row: Row): Agent {
  return {
    model: text(row, "model"),
    tag: text(row, "tag"),
    passwordHash: storedHash(text(row, "password")),
    nonce: text(row, "nonce"),
    life: oneOf(row, "life", LIVES),
    managesModels: integer(row, "manages_models") === 1,
    containerType: text(row, "container_type"),
    createdAt: integer(row, "created_at"),
    startedAt: optionalInteger(row, "started_at"),
    hostname: optionalText(row, "hostname"),
    status: text(row, "status"),
    statusInfo: text(row, "status_info"),
    statusData: optionalJson(row, "status_data"),
    statusSince: integer(row, "status_since"),
    addresses: v.parse(machineAddresses, optionalJson(row, "addresses") ?? []),
    authorities: authoritiesOf(row),
    agentVersion: optionalText(row, "agent_version"),
    reboot: row["reboot"] === null ? undefined : oneOf(row, "reboot", REBOOT_ACTIONS),
  };
}

/** {@link AgentStore} in the table `agents`. */
export class SqliteAgents implements AgentStore {
  readonly #database: Pick<Database, "prepare">;
  readonly #changes: ChangeMarker;
  readonly #find: Statement;
  readonly #page: Statement;
  readonly #counts: Statement;
  readonly #lives: Statement;

  constructor(database: Pick<Database, "prepare">, changes: ChangeMarker) {
    this.#database = database;
    this.#changes = changes;
    this.#find = database.prepare("SELECT * FROM agents WHERE model = ? AND tag = ?");
    this.#page = database.prepare(
      "SELECT * FROM agents WHERE model = ? AND tag > ? ORDER BY tag LIMIT ?",
    );
    this.#lives = database.prepare(
      "SELECT tag, life FROM agents WHERE model = ? AND tag > 'machine-' AND tag < 'machine.' ORDER BY tag",
    );
    // `.` comes right after `-`; a unit's number is the last part of its tag.
    this.#counts = database.prepare(
      `SELECT count(*) AS agents, coalesce(sum(is_unit), 0) AS units,
         count(DISTINCT iif(is_unit, rtrim(tag, '0123456789'), NULL)) AS applications
       FROM (SELECT tag, tag > 'unit-' AND tag < 'unit.' AS is_unit FROM agents WHERE model = ?)`,
    );
  }

  list(model: string): readonly Agent[] {
    return this.#all("SELECT * FROM agents WHERE model = ? ORDER BY tag", model);
  }

  page(model: string, after: string, limit: number): readonly Agent[] {
    return this.#page.all(model, after, limit).map(agentOf);
  }

  machineLives(model: string): ReadonlyMap<string, Life> {
    const rows = this.#lives.all(model);
    return new Map(rows.map((row) => [text(row, "tag"), oneOf(row, "life", LIVES)]));
  }

  counts(model: string): AgentCounts {
    const row = this.#counts.get(model) ?? {};
    const units = integer(row, "units");
    return {
      machines: integer(row, "agents") - units,
      units,
      applications: integer(row, "applications"),
    };
  }

  withTag(tag: string): readonly Agent[] {
    return this.#all("SELECT * FROM agents WHERE tag = ? ORDER BY model", tag);
  }

  nextMachine(model: string): number {
    const row = this.#database.prepare("SELECT next_machine FROM models WHERE uuid = ?").get(model);
    return row === undefined ? 0 : integer(row, "next_machine");
  }

  find(model: string, tag: string): Agent | undefined {
    const row = this.#find.get(model, tag);
    return row === undefined ? undefined : agentOf(row);
  }

  add(agent: NewAgent, now: number): Agent {
    const { model, tag } = agent;
    if (this.find(model, tag) !== undefined) {
      throw agentExists(model, tag);
    }
    try {
      this.#changes.write([agentsTopic(model), agentTopic(model, tag)], () => {
        this.#database
          .prepare(
            `INSERT INTO agents (model, tag, password, nonce, life, manages_models, container_type,
               created_at, status, status_info, status_since)
             VALUES (?, ?, ?, ?, 'alive', ?, ?, ?, 'pending', '', ?)`,
          )
          .run(
            model,
            tag,
            agent.passwordHash,
            agent.nonce,
            agent.managesModels ? 1 : 0,
            agent.containerType,
            now,
            now,
          );
        this.#database
          .prepare("UPDATE models SET next_machine = max(next_machine, ?) WHERE uuid = ?")
          .run(machineNumber(tag) + 1, model);
      });
    } catch (error) {
      if (!isConstraint(error)) throw error;
      throw unknownModel(model, error);
    }
    return this.get(model, tag);
  }

  get(model: string, tag: string): Agent {
    const agent = this.find(model, tag);
    if (agent === undefined) throw unknownAgent(model, tag);
    return agent;
  }

  setPassword(model: string, tag: string, hash: PasswordHash): void {
    this.#update(model, tag, { password: hash });
  }

  setNonce(model: string, tag: string, nonce: string): void {
    this.#update(model, tag, { nonce });
  }

  setLife(model: string, tag: string, life: Life): void {
    this.#update(model, tag, { life });
  }

  setStatus(
    model: string,
    tag: string,
    status: { readonly status: string; readonly info: string; readonly data: unknown },
    now: number,
  ): void {
    this.#update(model, tag, {
      status: status.status,
      status_info: status.info,
      status_data: status.data === undefined ? null : JSON.stringify(status.data),
      status_since: now,
    });
  }

  setAddresses(model: string, tag: string, addresses: readonly MachineAddress[]): void {
    this.#update(model, tag, { addresses: JSON.stringify(addresses) });
  }

  setStarted(model: string, tag: string, hostname: string | undefined, now: number): void {
    this.#update(model, tag, { started_at: now, hostname: hostname ?? null });
  }

  setAuthorities(model: string, tag: string, trusted: readonly string[]): void {
    this.#update(model, tag, { authorities: JSON.stringify(trusted) });
  }

  setAgentVersion(model: string, tag: string, version: string): void {
    this.#update(model, tag, { agent_version: version });
  }

  setReboot(model: string, tag: string, action: RebootAction | undefined): void {
    this.#update(model, tag, { reboot: action ?? null });
  }

  remove(model: string, tag: string): void {
    this.#changes.write([agentsTopic(model), agentTopic(model, tag)], () => {
      const { changes } = this.#database
        .prepare("DELETE FROM agents WHERE model = ? AND tag = ?")
        .run(model, tag);
      if (changes === 0) throw unknownAgent(model, tag);
    });
  }

  #all(query: string, argument: string): readonly Agent[] {
    const rows: readonly Row[] = this.#database.prepare(query).all(argument);
    return rows.map(agentOf);
  }

  // The columns' names are this file's own, never a client's.
  #update(model: string, tag: string, columns: Record<string, string | number | null>): void {
    const names = Object.keys(columns);
    this.#changes.write([agentsTopic(model), agentTopic(model, tag)], () => {
      const { changes } = this.#database
        .prepare(
          `UPDATE agents SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE model = ? AND tag = ?`,
        )
        .run(...Object.values(columns), model, tag);
      if (changes === 0) throw unknownAgent(model, tag);
    });
  }
}

/** The number of the machine, or of the one that the container is on; -1 for what is no machine. */
function machineNumber(tag: string): number {
  return Number(/^machine-(?<number>\d+)/u.exec(tag)?.groups?.["number"] ?? -1);
}
