import type { DatabaseSync, StatementSync } from "node:sqlite";

import { ControllerError } from "../errors.js";
import type { Changes } from "./changes.js";
import type { Life } from "./life.js";
import { type Agent, agentOf, type MachineAddress } from "./agent.js";
import { hashAgentPassword } from "./password-hash.js";
import { integer, type Row } from "./row.js";
import { isConstraint } from "./sqlite-error.js";
import { agentsTopic, agentTopic } from "./topics.js";

export interface NewAgent {
  readonly model: string;
  readonly tag: string;
  readonly password: string;
  /** Empty for a machine that is not provisioned yet. */
  readonly nonce: string;
  readonly managesModels: boolean;
  readonly containerType: string;
}

/** The agents of all models, each known by its model's UUID and its tag. */
export class Agents {
  readonly #database: DatabaseSync;
  readonly #changes: Changes;
  readonly #find: StatementSync;

  constructor(database: DatabaseSync, changes: Changes) {
    this.#database = database;
    this.#changes = changes;
    this.#find = database.prepare("SELECT * FROM agents WHERE model = ? AND tag = ?");
  }

  /** A model's agents, by tag. */
  list(model: string): readonly Agent[] {
    return this.#all("SELECT * FROM agents WHERE model = ? ORDER BY tag", model);
  }

  /** The agents with that tag, whatever their model. */
  withTag(tag: string): readonly Agent[] {
    return this.#all("SELECT * FROM agents WHERE tag = ? ORDER BY model", tag);
  }

  /** A number that no machine of the model has, or has ever had. */
  nextMachine(model: string): number {
    const row = this.#database.prepare("SELECT next_machine FROM models WHERE uuid = ?").get(model);
    return row === undefined ? 0 : integer(row, "next_machine");
  }

  find(model: string, tag: string): Agent | undefined {
    const row = this.#find.get(model, tag);
    return row === undefined ? undefined : agentOf(row);
  }

  /** @throws {@link ControllerError} ERR_ALREADY_EXISTS, ERR_NOT_FOUND for the model */
  add(agent: NewAgent, now: number): Agent {
    const { model, tag } = agent;
    if (this.find(model, tag) !== undefined) {
      throw new ControllerError("ERR_ALREADY_EXISTS", `model ${model} already has a ${tag}`);
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
            hashAgentPassword(agent.password),
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
      throw new ControllerError("ERR_NOT_FOUND", `there is no model "${model}"`, { cause: error });
    }
    return this.get(model, tag);
  }

  /** @throws {@link ControllerError} ERR_NOT_FOUND, as all of the following */
  get(model: string, tag: string): Agent {
    const agent = this.find(model, tag);
    if (agent === undefined) throw unknownAgent(model, tag);
    return agent;
  }

  /** Kept for sure once this returns: an agent that is told so throws its old password away. */
  setPassword(model: string, tag: string, password: string): void {
    this.#update(model, tag, { password: hashAgentPassword(password) });
  }

  /** With a nonce the machine is provisioned; with an empty one it no longer is. */
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

function unknownAgent(model: string, tag: string): ControllerError {
  return new ControllerError(
    "ERR_NOT_FOUND",
    `model ${model} has no ${tag}: controller status lists what it has`,
  );
}

/** The number of the machine, or of the one that the container is on; -1 for what is no machine. */
function machineNumber(tag: string): number {
  return Number(/^machine-(?<number>\d+)/u.exec(tag)?.groups?.["number"] ?? -1);
}
