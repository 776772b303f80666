import type { Clock, Logger } from "@holdfast/ports";

import type { Agent, MachineAddress, NewAgent, RebootAction } from "./agent.js";
import type { ControllerNode } from "./controller-node.js";
import type { Life } from "./life.js";
import type { Migration, Redirect } from "./migration.js";
import type { Model, NewModel } from "./model.js";
import type { PasswordHash } from "./password-hash.js";
import type { Settings, SettingsView } from "./settings.js";
import type { Topic } from "./topics.js";
import type { ControllerAccess, ModelAccess, User } from "./user.js";

/** What can be read of the state. What one synchronous stretch of code reads is one state. */
export interface StoreView {
  readonly settings: SettingsView;
  readonly controllers: ControllersView;
  readonly models: ModelView;
  readonly agents: AgentView;
  readonly users: UserView;
  readonly revocations: RevocationsView;
}

/** What a transaction reads and writes: it sees what it has written itself. */
export interface StoreWriter {
  readonly settings: Settings;
  readonly controllers: ControllersStore;
  readonly models: ModelStore;
  readonly agents: AgentStore;
  readonly users: UserStore;
  readonly revocations: Revocations;
}

/**
 * All that a controller must not forget. Each write is followed by a change of the topics that it concerns.
 * Several processes may have one store open together.
 */
export interface Store extends StoreView, Disposable {
  /** Until it is disposed of. */
  readonly isOpen: boolean;
  readonly changes: ChangeFeed;
  /**
   * Lets reading catch up: once it is fulfilled, whatever any controller had committed when it was called
   * can be read here.
   *
   * @returns undefined where that is so already
   */
  fresh(signal: AbortSignal): Promise<void> | undefined;
  /**
   * Makes one transaction of all that `body` writes: kept for sure once this is fulfilled. Where `body`
   * throws, nothing of it is kept; a write that fails within it is undone alone.
   *
   * @param body - synchronous; it reads and writes by `tx` alone, and may be run more than once
   */
  commit<T>(body: (tx: StoreWriter) => T): Promise<T>;
  /**
   * Takes what was deleted off the disk: out of free pages, and out of the log of what is to be written.
   *
   * @returns false where another process, or a full disk, keeps that from being done now
   */
  wipe(): boolean;
}

/** The controllers that serve the state. */
export interface ControllersView {
  /** All of them, by id. */
  list(): readonly ControllerNode[];
  find(id: string): ControllerNode | undefined;
}

/** {@link ControllersView}, and what changes it. */
export interface ControllersStore extends ControllersView {
  /** Adds the controller, or changes what is named of the one that is there. */
  put(node: Partial<ControllerNode> & Pick<ControllerNode, "id">): void;
  /** @throws {@link ControllerError} ERR_NOT_FOUND */
  remove(id: string): void;
}

/** The certificates that are good no more, by their serial numbers (upper-case hexadecimal digits). */
export interface RevocationsView {
  has(serial: string): boolean;
  /** The serial numbers, the first revoked first. */
  list(): readonly string[];
}

/** {@link RevocationsView}, and what changes it. */
export interface Revocations extends RevocationsView {
  /** @param now - ms since the epoch */
  add(serial: string, now: number): void;
}

/** The models of the controller. */
export interface ModelView {
  /** All of them, by name. */
  list(): readonly Model[];
  find(uuid: string): Model | undefined;
  /** @throws {@link ControllerError} ERR_NOT_FOUND, as all that takes a UUID but `find` and `config` */
  get(uuid: string): Model;
  /** What was set of the model's configuration, as text by key; the rest is as by default. */
  config(uuid: string): ReadonlyMap<string, string>;
}

/** {@link ModelView}, and what changes it. */
export interface ModelStore extends ModelView {
  /**
   * @param now - ms since the epoch
   * @throws {@link ControllerError} ERR_NOT_VALID for a bad name, ERR_ALREADY_EXISTS
   */
  add(model: NewModel, now: number): Model;
  setLife(uuid: string, life: Life): void;
  setLoggingConfig(uuid: string, config: string): void;
  /** Sets all of it or none; undefined goes back to the default. */
  setConfig(uuid: string, values: ReadonlyMap<string, string | undefined>): void;
  setMigration(uuid: string, migration: Migration | undefined): void;
  setRedirect(uuid: string, redirect: Redirect | undefined): void;
  /** Takes the model away, with its agents. */
  remove(uuid: string): void;
}

/** How many agents a model has; applications are those that have units. */
export interface AgentCounts {
  readonly machines: number;
  readonly units: number;
  readonly applications: number;
}

/** Somebody who may be in a model, and what it may do there. */
export interface UserOfModel {
  readonly user: User;
  readonly access: ModelAccess;
}

/** The agents of all models, each known by its model's UUID and its tag. */
export interface AgentView {
  /** A model's agents, by tag. Who answers a client takes {@link AgentStore.page} instead. */
  list(model: string): readonly Agent[];
  /** So many of a model's agents, by tag, of those after the tag; `""` is before all. */
  page(model: string, after: string, limit: number): readonly Agent[];
  /** How each of a model's machines lives, by tag. */
  machineLives(model: string): ReadonlyMap<string, Life>;
  /** How many of which kind a model has. */
  counts(model: string): AgentCounts;
  /** The agents with that tag, whatever their model. */
  withTag(tag: string): readonly Agent[];
  /** A number that no machine of the model has, or has ever had. */
  nextMachine(model: string): number;
  find(model: string, tag: string): Agent | undefined;
  /** @throws {@link ControllerError} ERR_NOT_FOUND, as all of the following */
  get(model: string, tag: string): Agent;
}

/** {@link AgentView}, and what changes it. */
export interface AgentStore extends AgentView {
  /**
   * @param now - ms since the epoch
   * @throws {@link ControllerError} ERR_ALREADY_EXISTS, ERR_NOT_FOUND for the model
   */
  add(agent: NewAgent, now: number): Agent;
  /** Kept for sure once this returns: an agent that is told so throws its old password away. */
  setPassword(model: string, tag: string, hash: PasswordHash): void;
  /** With a nonce the machine is provisioned; with an empty one it no longer is. */
  setNonce(model: string, tag: string, nonce: string): void;
  setLife(model: string, tag: string, life: Life): void;
  /** @param now - ms since the epoch */
  setStatus(
    model: string,
    tag: string,
    status: { readonly status: string; readonly info: string; readonly data: unknown },
    now: number,
  ): void;
  setAddresses(model: string, tag: string, addresses: readonly MachineAddress[]): void;
  /** @param now - ms since the epoch */
  setStarted(model: string, tag: string, hostname: string | undefined, now: number): void;
  /** Which authorities the agent says it trusts, by their fingerprints. */
  setAuthorities(model: string, tag: string, trusted: readonly string[]): void;
  setAgentVersion(model: string, tag: string, version: string): void;
  /** Asks its machine to do that; undefined takes it back. */
  setReboot(model: string, tag: string, action: RebootAction | undefined): void;
  remove(model: string, tag: string): void;
}

/** The people and services that may log in as themselves. */
export interface UserView {
  /** All of them, by name. */
  list(): readonly User[];
  find(name: string): User | undefined;
  /** What the user was granted in the model; who asks what it may do there asks {@link accessTo}. */
  granted(model: string, name: string): ModelAccess | undefined;
  /** Who may be in the model, by name. */
  ofModel(model: string): readonly UserOfModel[];
  /** What the user was granted, by model. */
  grants(name: string): ReadonlyMap<string, ModelAccess>;
}

/** {@link UserView}, and what changes it. */
export interface UserStore extends UserView {
  /**
   * Adds the user, or gives the one that is there this password and this access. Who is added without
   * another name is displayed by its own.
   *
   * @param now - ms since the epoch
   * @throws {@link ControllerError} ERR_NOT_VALID for a new name that reads as a tag or a UUID
   */
  put(
    user: {
      readonly name: string;
      readonly passwordHash: PasswordHash;
      readonly access: ControllerAccess;
      readonly displayName?: string | undefined;
    },
    now: number,
  ): void;
  /** @throws {@link ControllerError} ERR_NOT_FOUND, as the next */
  setDisabled(name: string, disabled: boolean): void;
  setAccess(name: string, access: ControllerAccess): void;
  /** @param now - ms since the epoch */
  setLastLogin(name: string, now: number): void;
  /** @throws {@link ControllerError} ERR_NOT_FOUND */
  remove(name: string): void;
  /** @throws {@link ControllerError} ERR_NOT_FOUND for the user or the model */
  grant(model: string, name: string, access: ModelAccess): void;
  revoke(model: string, name: string): void;
}

/** What changed, whichever process wrote it. */
export interface ChangeFeed {
  /** The number of the last change. */
  latest(): number;
  /**
   * Which topics changed after that number, the oldest first: of those that begin like `prefix` what
   * follows it, `limit` at the most; and the number up to which that is all.
   */
  since(
    number: number,
    query: { readonly prefix: string; readonly limit: number },
  ): { readonly names: readonly string[]; readonly number: number };
  /**
   * Calls back with the topics that changed since the last call: for what this process writes at
   * once, for what others write within 100 ms. Until it is disposed of.
   */
  follow(
    listener: (topics: readonly Topic[]) => void,
    options: { readonly clock: Clock; readonly logger: Logger },
  ): Disposable;
}
