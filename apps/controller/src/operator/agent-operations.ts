import { randomUUID } from "node:crypto";

import { DAY, expiryOf, issueLeaf } from "@holdfast/certificates";
import {
  formatHostPort,
  formatJoinToken,
  generatePassword,
  machineTag,
  type MachineTag,
  parseTag,
  parseTagOf,
  unitTag,
  type Uuid,
} from "@holdfast/names";
import { wallNow } from "@holdfast/ports";

import { joinNonce } from "../api/join-expiry.js";
import { advertised } from "../http/servers.js";
import { passwordFault } from "../password-fault.js";
import { announcedAuthorities, announcedFingerprints, signer } from "../pki/authorities.js";
import { noteVouchedUntil } from "../pki/rotation.js";
import { hashAgentPassword, type PasswordHash } from "../state/password-hash.js";
import type { StoreWriter } from "../state/store.js";
import { type AdminParts, modelUuid } from "./admin-parts.js";
import type {
  AddMachineOptions,
  AgentOperations,
  NewAgentCredentials,
} from "./controller-admin.js";
import { notValid, readingName } from "./not-valid.js";

const HOUR = 3_600_000;

/** {@link AgentOperations} on the state of a store. */
export function agentOperations(parts: AdminParts): AgentOperations {
  const { identity, state, keys, clock } = parts;
  const modelIn = (tx: StoreWriter, model: string | undefined): Uuid =>
    modelUuid(identity, tx.models, model);

  /** The password is hashed before, since a transaction may be run more than once. */
  function addMachine(
    tx: StoreWriter,
    options: Omit<AddMachineOptions, "password">,
    passwordHash: PasswordHash,
  ): Omit<NewAgentCredentials, "password"> & { readonly tag: MachineTag } {
    const { controller = false, provisioned = true, containerType = "" } = options;
    const model = modelIn(tx, options.model);
    if (controller && model !== identity.controllerModelUuid) {
      throw notValid(
        "a controller's machine belongs to the controller's own model: leave --model out",
      );
    }
    const tag = nextMachineTag(tx, model, options.id);
    const given = options.nonce ?? `${tag}:${randomUUID()}`;
    const nonce = provisioned ? given : "";
    tx.agents.add(
      { model, tag, passwordHash, nonce, managesModels: controller, containerType },
      wallNow(clock),
    );
    return { tag, model, nonce: given };
  }

  return {
    async addMachine(options = {}) {
      const password = checkedPassword(options.password);
      const hash = hashAgentPassword(password);
      const added = await state.commit((tx) => addMachine(tx, options, hash));
      return { ...added, password };
    },

    async addMachineToJoin({ lifetime = HOUR, ...options } = {}) {
      await state.fresh(parts.signal);
      const addresses = advertised(state).flat();
      if (addresses.length === 0) {
        throw notValid("the controller has never run, so it has no address: run it first");
      }
      const expires = wallNow(clock) + lifetime;
      const password = checkedPassword(options.password);
      const hash = hashAgentPassword(password);
      const { tag, model, nonce } = await state.commit((tx) => {
        const machine = nextMachineTag(tx, modelIn(tx, options.model), options.id);
        const { id } = parseTagOf("machine", machine);
        const joining = {
          ...options,
          id,
          nonce: joinNonce(machine, expires, password, randomUUID()),
        };
        const added = addMachine(tx, joining, hash);
        // The token carries them.
        tx.agents.setAuthorities(added.model, added.tag, announcedFingerprints(tx.settings));
        return added;
      });
      const token = formatJoinToken({
        addresses: addresses.map(({ value, port }) => formatHostPort({ host: value, port })),
        caCert: announcedAuthorities(state.settings),
        controller: identity.controllerUuid,
        model,
        tag,
        nonce,
        password,
        expires,
      });
      return { tag, token };
    },

    async addUnit(unit) {
      const tag = readingName(() => unitTag(unit.name));
      const password = checkedPassword(unit.password);
      const passwordHash = hashAgentPassword(password);
      return await state.commit((tx) => {
        const model = modelIn(tx, unit.model);
        tx.agents.add(
          { model, tag, passwordHash, nonce: "", managesModels: false, containerType: "" },
          wallNow(clock),
        );
        return { tag, model, nonce: "", password };
      });
    },

    provision: ({ tag, model, nonce }) =>
      state.commit((tx) => tx.agents.setNonce(modelIn(tx, model), tag, nonce)),

    async setReboot({ tag, model, action }) {
      const { kind } = readingName(() => parseTag(tag));
      if (kind !== "machine") throw notValid(`${tag} is no machine: only a machine can reboot`);
      await state.commit((tx) => tx.agents.setReboot(modelIn(tx, model), tag, action));
    },

    async setAgentPassword(agent) {
      readingName(() => parseTag(agent.tag));
      const password = checkedPassword(agent.password);
      const hash = hashAgentPassword(password);
      await state.commit((tx) => tx.agents.setPassword(modelIn(tx, agent.model), agent.tag, hash));
      return { password };
    },

    async issueClientCertificate({ lifetime = DAY, ...agent }) {
      const home = modelUuid(identity, state.models, agent.model);
      const { model, tag } = state.agents.get(home, agent.tag);
      const names = { dns: [], ip: [] };
      const client = {
        commonName: tag,
        organisation: model,
        names,
        use: "client",
        lifetime,
      } as const;
      // Nobody takes the authority away meanwhile.
      return await keys.exclusive(async () => {
        const authority = await keys.authority(signer(state.settings));
        const made = await issueLeaf(authority, client, wallNow(clock));
        await noteVouchedUntil(state, authority.cert, expiryOf(made.cert));
        return made;
      });
    },
  };
}

function nextMachineTag(tx: StoreWriter, model: Uuid, id: string | undefined): MachineTag {
  return readingName(() => machineTag(id ?? String(tx.agents.nextMachine(model))));
}

function checkedPassword(given: string | undefined): string {
  const password = given ?? generatePassword();
  const fault = passwordFault(password);
  if (fault !== undefined) throw notValid(fault);
  return password;
}
