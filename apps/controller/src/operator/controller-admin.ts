import type { Uuid } from "@holdfast/names";

import type { RebootAction } from "../state/agent.js";
import type { Life } from "../state/life.js";
import type { Migration, Redirect } from "../state/migration.js";
import type { ModelConfigEntry } from "../state/model-config.js";
import type { ControllerAccess, ModelAccess } from "../state/user.js";
import type { PassphraseSource } from "../pki/passphrase.js";
import type { ControllerStatus } from "./status.js";

/** A machine to be added. */
export interface AddMachineOptions {
  /** UUID or name; the controller's own model where left out. */
  readonly model?: string | undefined;
  /** Its number, or `0/lxd/1` for a container; the next free number where left out. */
  readonly id?: string | undefined;
  /** A machine of the controller itself, which may log in to any model; its model is the controller's. */
  readonly controller?: boolean | undefined;
  /** False for a machine that answers `not provisioned` until `provision` is called. */
  readonly provisioned?: boolean | undefined;
  readonly nonce?: string | undefined;
  /** At least 24 bytes; made up where left out. */
  readonly password?: string | undefined;
  readonly containerType?: string | undefined;
}

/** What the agent of a machine or a unit needs to log in for the first time. */
export interface NewAgentCredentials {
  readonly tag: string;
  readonly model: Uuid;
  /** Empty for a unit. */
  readonly nonce: string;
  /** The bootstrap password, which the agent replaces: agent.conf's old password. */
  readonly password: string;
}

/** A machine that is to join by a token. */
export interface JoinOptions extends Omit<AddMachineOptions, "nonce" | "provisioned"> {
  /** How long the token is good, in ms; an hour where left out. */
  readonly lifetime?: number | undefined;
}

/** An agent by its tag, in the controller's own model where none is named (UUID or name). */
export interface AgentRef {
  readonly tag: string;
  readonly model?: string | undefined;
}

/** What an operator does to the agents of machines and units. */
export interface AgentOperations {
  addMachine(options?: AddMachineOptions): Promise<NewAgentCredentials>;
  /**
   * Adds a machine whose agent joins by one word: `machine-agent join TOKEN`. The controller admits it
   * until the token expires, and once: the agent replaces the password in it.
   */
  addMachineToJoin(
    options?: JoinOptions,
  ): Promise<{ readonly tag: string; readonly token: string }>;
  /** Adds the agent of a unit, such as `mysql/0`. */
  addUnit(unit: {
    readonly name: string;
    readonly model?: string | undefined;
    readonly password?: string | undefined;
  }): Promise<NewAgentCredentials>;
  /** Gives the machine its nonce: from now on it is provisioned. With `''` it no longer is. */
  provision(agent: AgentRef & { readonly nonce: string }): Promise<void>;
  /** Asks a machine to reboot or to shut down; undefined takes it back. */
  setReboot(agent: AgentRef & { readonly action: RebootAction | undefined }): Promise<void>;
  /** Gives an agent a password: what admits one again that has lost its own. */
  setAgentPassword(agent: AgentRef & { readonly password?: string | undefined }): Promise<{
    readonly password: string;
  }>;
  /**
   * A certificate by which an agent may log in without a password, signed by our own authority:
   * CN is its tag, O its model's UUID. `lifetime` in ms, a day where left out.
   */
  issueClientCertificate(agent: AgentRef & { readonly lifetime?: number | undefined }): Promise<{
    readonly cert: string;
    readonly key: string;
  }>;
}

/** What an operator does to an entity, whichever kind its tag says it is of. */
export interface EntityOperations {
  /** Sets the life of an agent or, by the tag `model-<uuid>`, of a model. */
  setLife(entity: AgentRef & { readonly life: Life }): Promise<void>;
  /** Takes an agent, a user (`user-bob`), or a model and its agents (`model-<uuid>`) away for good. */
  remove(entity: AgentRef): Promise<void>;
}

/** What an operator does to users. */
export interface UserOperations {
  /** Adds a user, or gives one that is there another password. */
  setUserPassword(user: {
    readonly name: string;
    readonly password?: string | undefined;
    readonly access?: ControllerAccess | undefined;
  }): Promise<{ readonly password: string }>;
  /** What the user may do in the model from now on; undefined for nothing. */
  setModelAccess(model: string, user: string, access: ModelAccess | undefined): Promise<void>;
}

/** What an operator does to a model; where one is named it is by UUID or name. */
export interface ModelOperations {
  addModel(model: {
    readonly name: string;
    readonly uuid?: Uuid;
    readonly owner?: string;
  }): Promise<{
    readonly uuid: Uuid;
  }>;
  /** How far the model's migration is, as its agents are told; undefined where there is none. */
  setMigration(model: string, migration: Migration | undefined): Promise<void>;
  /** Where users of the model are sent, once it lives elsewhere; its agents are refused. */
  setRedirect(model: string, redirect: Redirect | undefined): Promise<void>;
  /** What the model's agents are told to log, such as `<root>=DEBUG`. */
  setLoggingConfig(model: string, config: string): Promise<void>;
  /** All that was set of the model's configuration and the defaults of the rest, by key. */
  modelConfig(model: string): Promise<ReadonlyMap<string, ModelConfigEntry>>;
  /**
   * Configures the model, by Juju's keys: proxies, `authorized-keys`, `logging-config`, and
   * `agent-version`, which is what its agents are told to become. undefined goes back to the default.
   */
  setModelConfig(
    model: string,
    values: Readonly<Record<string, string | undefined>>,
  ): Promise<void>;
}

/** What an operator does about keys and certificates. */
export interface AuthorityOperations {
  /**
   * Makes the authority that is to take over. Until {@link AuthorityOperations.finishAuthorityRotation}
   * both are trusted, and agents learn the new one as they learn addresses. With `withoutOverlap` it
   * takes over at once: for an authority whose key is lost. Every agent has to be given it then.
   *
   * @throws {@link ControllerError} ERR_NOT_VALID where agents are learning one already
   */
  rotateAuthority(options?: { readonly withoutOverlap?: boolean | undefined }): Promise<void>;
  /**
   * Lets the next authority take over; the old one and its key are gone.
   *
   * @throws {@link ControllerError} ERR_CA_NOT_LEARNT where an agent has not said that it trusts the next
   *   one, but with `force`; ERR_NOT_VALID where there is no next one; ERR_CA_KEY
   */
  finishAuthorityRotation(options?: { readonly force?: boolean | undefined }): Promise<void>;
  /**
   * Takes the next authority back before it has taken over: the present one stays, agents forget the
   * other, and its key is gone. What it signed for clients is refused from now on.
   *
   * @throws {@link ControllerError} ERR_CA_NOT_LEARNT where an agent has said that it trusts the next one
   *   alone, but with `force`; ERR_NOT_VALID where there is no next one, where the present one's key was
   *   stolen, and, but with `force`, where certificates are in use that the next one has signed
   */
  cancelAuthorityRotation(options?: { readonly force?: boolean | undefined }): Promise<void>;
  /**
   * Puts the key of the authority, and of the next one, behind another passphrase; undefined for none. A
   * controller that runs goes on asking for the one that it was started with. Killed halfway, it is to be
   * done again: each key opens by the one passphrase or the other.
   *
   * @throws {@link ControllerError} ERR_CA_KEY where a key is not here, or opens by neither
   */
  changeCaPassphrase(options: { readonly passphrase: PassphraseSource | undefined }): Promise<void>;
  /**
   * Makes a stolen copy of the database, the keys and the backups worthless: begins a rotation in which
   * the old authority vouches for no agent's certificate from now on, gives the server another key, and
   * gives every user another password. What the thief can still do, until the rotation is finished, is
   * pretend to be the controller to an agent that trusts the old authority.
   *
   * @throws {@link ControllerError} ERR_CA_KEY
   */
  rekey(options?: { readonly keepUserPasswords?: boolean | undefined }): Promise<{
    readonly users: readonly { readonly name: string; readonly password: string }[];
  }>;
  /**
   * Refuses a client's certificate from now on, whoever signed it; sessions by it end.
   *
   * @param serial - hexadecimal digits, with colons or without
   */
  revokeCertificate(serial: string): Promise<void>;
}

/** What an operator does to the controller itself. */
export interface ControllerOperations {
  /** What agents are told of where to find the controller, host:port; undefined for where it listens. */
  setApiAddresses(addresses: readonly string[] | undefined): Promise<void>;
  /** The authorities (PEM) besides our own whose certificates identify agents as well. */
  setClientAuthorities(authorities: readonly string[]): Promise<void>;
  /** While on, agents are kept out as a Juju controller keeps them out during its own upgrade. */
  setMaintenance(on: boolean): Promise<void>;
  /**
   * Forgets one of several controllers, which does not come back: agents are no longer told of its address.
   *
   * @param id - as {@link ControllerOperations.status} names it
   * @throws {@link ControllerError} ERR_NOT_FOUND; ERR_NOT_VALID for one that runs
   */
  removeController(id: string): Promise<void>;
  status(): Promise<ControllerStatus>;
}

/**
 * What an operator can do to a controller, whether it is running in this process, in another, or not
 * at all. All of it is durable once it is fulfilled; a running controller notices within 100 ms.
 */
export interface ControllerAdmin
  extends
    AgentOperations,
    EntityOperations,
    UserOperations,
    ModelOperations,
    AuthorityOperations,
    ControllerOperations {
  /** What agents are to trust, PEM: two certificates while one authority takes over from another. */
  readonly caCert: string;
  readonly controllerUuid: Uuid;
  readonly controllerModelUuid: Uuid;
}
