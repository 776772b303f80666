import { randomUUID } from "node:crypto";

import {
  generatePassword,
  isTagOf,
  machineTag,
  parseTag,
  parseTagOf,
  unitTag,
} from "@holdfast/names";
import { type Clock, wallNow } from "@holdfast/ports";

import { ControllerError } from "../errors.js";
import { writeClientAuthorities } from "../pki/client-authorities.js";
import type { KeyedCertificate } from "@holdfast/certificates";
import { issueLeaf } from "@holdfast/certificates";
import { keptAuthority } from "../pki/server-certificates.js";
import { DAY } from "@holdfast/certificates";
import type { Identity } from "../identity.js";
import { passwordFault } from "../password-fault.js";
import type {
  AddMachineOptions,
  AgentRef,
  ControllerAdmin,
  NewAgentCredentials,
} from "./running-controller.js";
import { hostPortOf } from "../net/host-port.js";
import type { Activity } from "../state/activity.js";
import type { Life } from "../state/life.js";
import type { Migration, Redirect } from "../state/migration.js";
import type { State } from "../state/state.js";
import type { ControllerAccess, ModelAccess } from "../state/users.js";
import { type ControllerStatus, modelStatuses } from "./status.js";
import { notValid, readingName } from "./not-valid.js";

/** {@link ControllerAdmin} on a data directory's state. */
export class Admin implements ControllerAdmin {
  readonly caCert: string;
  readonly controllerUuid: string;
  readonly controllerModelUuid: string;
  readonly #state: State;
  readonly #activity: Activity;
  readonly #clock: Clock;
  readonly #running: () => boolean;

  constructor(
    identity: Identity,
    parts: {
      readonly state: State;
      readonly activity: Activity;
      readonly clock: Clock;
      readonly running: () => boolean;
    },
  ) {
    this.caCert = identity.caCert;
    this.controllerUuid = identity.controllerUuid;
    this.controllerModelUuid = identity.controllerModelUuid;
    this.#state = parts.state;
    this.#activity = parts.activity;
    this.#clock = parts.clock;
    this.#running = parts.running;
  }

  addModel(model: Parameters<ControllerAdmin["addModel"]>[0]): { readonly uuid: string } {
    const { uuid } = this.#state.models.add(model, wallNow(this.#clock));
    return { uuid };
  }

  addMachine(options: AddMachineOptions = {}): NewAgentCredentials {
    const { controller = false, provisioned = true, containerType = "" } = options;
    const model = this.#model(options.model);
    if (controller && model !== this.controllerModelUuid) {
      throw notValid(
        "a controller's machine belongs to the controller's own model: leave --model out",
      );
    }
    const tag = readingName(() =>
      machineTag(options.id ?? String(this.#state.agents.nextMachine(model))),
    );
    const nonce = options.nonce ?? `${tag}:${randomUUID()}`;
    const password = checkedPassword(options.password);
    const now = wallNow(this.#clock);
    const stored = provisioned ? nonce : "";
    this.#state.agents.add(
      { model, tag, password, nonce: stored, managesModels: controller, containerType },
      now,
    );
    return { tag, model, nonce, password };
  }

  addUnit(unit: Parameters<ControllerAdmin["addUnit"]>[0]): NewAgentCredentials {
    const model = this.#model(unit.model);
    const tag = readingName(() => unitTag(unit.name));
    const password = checkedPassword(unit.password);
    this.#state.agents.add(
      { model, tag, password, nonce: "", managesModels: false, containerType: "" },
      wallNow(this.#clock),
    );
    return { tag, model, nonce: "", password };
  }

  provision({ tag, model, nonce }: AgentRef & { readonly nonce: string }): void {
    this.#state.agents.setNonce(this.#model(model), tag, nonce);
  }

  setAgentPassword(agent: AgentRef & { readonly password?: string | undefined }): {
    readonly password: string;
  } {
    readingName(() => parseTag(agent.tag));
    const password = checkedPassword(agent.password);
    this.#state.agents.setPassword(this.#model(agent.model), agent.tag, password);
    return { password };
  }

  setLife({ tag, model, life }: AgentRef & { readonly life: Life }): void {
    readingName(() => parseTag(tag));
    if (isTagOf("model", tag)) this.#state.models.setLife(parseTagOf("model", tag).id, life);
    else this.#state.agents.setLife(this.#model(model), tag, life);
  }

  remove({ tag, model }: AgentRef): void {
    readingName(() => parseTag(tag));
    if (isTagOf("user", tag)) {
      this.#state.users.remove(parseTagOf("user", tag).id);
      return;
    }
    if (!isTagOf("model", tag)) {
      this.#state.agents.remove(this.#model(model), tag);
      return;
    }
    const { id } = parseTagOf("model", tag);
    if (id === this.controllerModelUuid) {
      throw notValid("the controller's own model cannot be removed: its machines live in it");
    }
    this.#state.models.remove(id);
  }

  async setUserPassword(user: {
    readonly name: string;
    readonly password?: string | undefined;
    readonly access?: ControllerAccess | undefined;
  }): Promise<{ readonly password: string }> {
    const { name, access } = user;
    readingName(() => parseTagOf("user", `user-${name}`));
    const { password = generatePassword() } = user;
    if (password === "") throw notValid("a user's password cannot be empty");
    const kept = access ?? this.#state.users.find(name)?.access;
    await this.#state.users.put(
      { name, password, access: kept ?? (name === "admin" ? "superuser" : "login") },
      wallNow(this.#clock),
    );
    return { password };
  }

  setModelAccess(model: string, user: string, access: ModelAccess | undefined): void {
    const uuid = this.#model(model);
    if (access === undefined) this.#state.users.revoke(uuid, user);
    else this.#state.users.grant(uuid, user, access);
  }

  setApiAddresses(addresses: readonly string[] | undefined): void {
    for (const address of addresses ?? []) hostPortOf(address);
    const json = addresses === undefined ? undefined : JSON.stringify(addresses);
    this.#state.settings.set({ "api-addresses": json });
  }

  async issueClientCertificate(
    agent: AgentRef & { readonly lifetime?: number | undefined },
  ): Promise<KeyedCertificate> {
    const { settings, agents } = this.#state;
    const { model, tag } = agents.get(this.#model(agent.model), agent.tag);
    const now = wallNow(this.#clock);
    const authority = await keptAuthority(settings, now);
    const names = { dns: [], ip: [] };
    const { lifetime = DAY } = agent;
    const leaf = { commonName: tag, organisation: model, names, use: "client", lifetime } as const;
    return issueLeaf(authority, leaf, now);
  }

  setClientAuthorities(authorities: readonly string[]): void {
    writeClientAuthorities(this.#state.settings, authorities);
  }

  setMigration(model: string, migration: Migration | undefined): void {
    this.#state.models.setMigration(this.#model(model), migration);
  }

  setRedirect(model: string, redirect: Redirect | undefined): void {
    for (const address of redirect?.addresses ?? []) hostPortOf(address);
    this.#state.models.setRedirect(this.#model(model), redirect);
  }

  setLoggingConfig(model: string, config: string): void {
    this.#state.models.setLoggingConfig(this.#model(model), config);
  }

  setMaintenance(on: boolean): void {
    this.#state.settings.set({ maintenance: on ? "upgrade" : undefined });
  }

  status(): ControllerStatus {
    const { settings, users } = this.#state;
    const running = this.#running();
    return {
      running,
      address: settings.get("listen-address"),
      controllerUuid: this.controllerUuid,
      controllerModelUuid: this.controllerModelUuid,
      models: modelStatuses(this.#state, this.#activity, running),
      users: users.list().map(({ name }) => name),
    };
  }

  #model(nameOrUuid: string | undefined): string {
    return nameOrUuid === undefined
      ? this.controllerModelUuid
      : this.#state.models.resolve(nameOrUuid).uuid;
  }
}

function checkedPassword(given: string | undefined): string {
  const password = given ?? generatePassword();
  const fault = passwordFault(password);
  if (fault !== undefined) throw new ControllerError("ERR_NOT_VALID", fault);
  return password;
}
