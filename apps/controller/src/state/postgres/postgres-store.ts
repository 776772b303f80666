import { randomBytes } from "node:crypto";

import { type Clock, type Logger, type Random, silentLogger, systemClock } from "@holdfast/ports";

import { ControllerError } from "../../errors.js";
import type { SettingsView } from "../settings.js";
import { SCHEMA_STEPS } from "../sqlite/schema.js";
import type {
  AgentView,
  ControllersView,
  ModelView,
  RevocationsView,
  Store,
  StoreWriter,
  UserView,
} from "../store.js";
import { type Following, load } from "./catch-up.js";
import { CommitQueue } from "./commit-queue.js";
import type { ConnectingOptions } from "./connecting.js";
import { LogFollower } from "./log-follower.js";
import { postgresFailure } from "./postgres-failure.js";
import { PostgresTarget } from "./postgres-target.js";
import { prepareSchema, sessionName } from "./prepare-schema.js";
import { ReplicaChanges } from "./replica-changes.js";
import { Replica } from "./replica.js";
import { SharedSessions } from "./shared-sessions.js";
import { POSTGRES_STEPS, type SchemaStep } from "./schema.js";
import type { Table } from "./tables.js";

/** ms for taking leave of PostgreSQL. */
const LEAVE_LIMIT = 1000;

export interface PostgresStoreOptions {
  /** `postgres://user@host:5432/database`, as libpq has it. */
  readonly url: string;
  readonly clock?: Clock | undefined;
  /** Spreads the attempts to connect again: `Math.random`. */
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  /** Gives the opening up. */
  readonly signal?: AbortSignal | undefined;
  /** The tables' versions, other than today's: of PostgreSQL and of the replica. */
  readonly steps?: readonly SchemaStep[] | undefined;
  readonly replicaSteps?: readonly string[] | undefined;
}

/**
 * {@link Store} in PostgreSQL, for any number of controllers at once. Each has all of it in its memory, where it
 * reads; PostgreSQL keeps what is written, and brings it into one order.
 */
export class PostgresStore implements Store, AsyncDisposable {
  readonly changes: ReplicaChanges;
  readonly settings: SettingsView;
  readonly controllers: ControllersView;
  readonly models: ModelView;
  readonly agents: AgentView;
  readonly users: UserView;
  readonly revocations: RevocationsView;
  readonly #replica: Replica;
  readonly #follower: LogFollower;
  readonly #queue: CommitQueue;
  readonly #closing: AbortController;
  readonly #connecting: Omit<ConnectingOptions, "name">;
  readonly #name: string;
  readonly #sessions: SharedSessions[] = [];
  #ending: Promise<void> | undefined;

  private constructor(parts: {
    readonly replica: Replica;
    readonly changes: ReplicaChanges;
    readonly follower: LogFollower;
    readonly queue: CommitQueue;
    readonly closing: AbortController;
    readonly connecting: Omit<ConnectingOptions, "name">;
    readonly name: string;
  }) {
    this.#replica = parts.replica;
    this.changes = parts.changes;
    this.#follower = parts.follower;
    this.#queue = parts.queue;
    this.#closing = parts.closing;
    this.#connecting = parts.connecting;
    this.#name = parts.name;
    const { settings, controllers, models, agents, users, revocations } = parts.replica.view;
    this.settings = settings;
    this.controllers = controllers;
    this.models = models;
    this.agents = agents;
    this.users = users;
    this.revocations = revocations;
  }

  /**
   * Connects, takes the steps to today's tables, and reads everything.
   *
   * @throws {@link ControllerError} ERR_STORE_URL, ERR_STORE_UNAVAILABLE, ERR_STATE; or the signal's reason
   */
  static async open(options: PostgresStoreOptions): Promise<PostgresStore> {
    const { url, clock = systemClock, random = Math.random, logger = silentLogger } = options;
    const { steps = POSTGRES_STEPS, replicaSteps = SCHEMA_STEPS, signal } = options;
    const target = new PostgresTarget(url, clock);
    const replica = new Replica(replicaSteps);
    const changes = new ReplicaChanges(replica.changes);
    const closing = new AbortController();
    const name = sessionName(steps);
    try {
      const link = await target.connect(name, signal ?? closing.signal);
      const following: Following = {
        replica,
        steps,
        shown: target.shown,
        applied: () => changes.tell(),
        loaded: () => changes.tellAll(),
      };
      try {
        await prepareSchema(link, steps, target.shown);
        await load(link, following, "none");
      } catch (error) {
        link.destroy(error);
        throw error;
      }
      const connecting = { target, clock, random, logger, signal: closing.signal };
      const follower = new LogFollower(following, { ...connecting, name }, link);
      const writer = `${name} ${randomBytes(6).toString("hex")}`;
      const queue = new CommitQueue(following, { ...connecting, name: writer });
      return new PostgresStore({ replica, changes, follower, queue, closing, connecting, name });
    } catch (error) {
      replica[Symbol.dispose]();
      if (signal?.aborted === true) throw error;
      throw postgresFailure("cannot use", target.shown, error);
    }
  }

  get isOpen(): boolean {
    return this.#replica.isOpen && this.#ending === undefined;
  }

  /** Its tables, as the replica has them. */
  get tables(): readonly Table[] {
    return this.#replica.tables;
  }

  /** Begins to share who is connected with the other controllers: `node` is this one's id. */
  shareSessions(node: string): SharedSessions {
    const name = `${this.#name} sessions`;
    const sessions = SharedSessions.start({ ...this.#connecting, name, node });
    this.#sessions.push(sessions);
    return sessions;
  }

  /** Who is connected now, to whichever controller. */
  lookAtSessions(): Promise<SharedSessions> {
    return SharedSessions.once({ ...this.#connecting, name: `${this.#name} sessions` });
  }

  fresh(signal: AbortSignal): Promise<void> {
    return this.isOpen ? this.#follower.fresh(signal) : Promise.reject(closed());
  }

  commit<T>(body: (tx: StoreWriter) => T): Promise<T> {
    return this.isOpen ? this.#queue.commit(body) : Promise.reject(closed());
  }

  /** No key was ever in it: there is nothing to wipe. */
  wipe(): boolean {
    return true;
  }

  /** Breaks off what is under way. */
  [Symbol.dispose](): void {
    this.#closing.abort(closed());
    for (const sessions of this.#sessions) sessions.destroy();
    this.#queue.destroy();
    this.#follower.destroy();
    this.#replica[Symbol.dispose]();
  }

  /** Finishes what was to be committed, and takes leave. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    await this.#queue.end(LEAVE_LIMIT);
    this.#closing.abort(closed());
    for (const sessions of this.#sessions) await sessions.end(LEAVE_LIMIT);
    await this.#follower.end(LEAVE_LIMIT);
    this.#replica[Symbol.dispose]();
  }
}

const closed = (): ControllerError => new ControllerError("ERR_STATE", "the store is closed");
