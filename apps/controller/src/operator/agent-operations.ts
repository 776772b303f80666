import { randomUUID } from "node:crypto";

import { DAY, expiryOf, issueLeaf } from "@holdfast/certificates";
import {
  formatHostPort,
  formatJoinToken,
  generatePassword,
  machineTag,
  parseHostPort,
  parseTag,
  unitTag,
} from "@holdfast/names";
import { wallNow } from "@holdfast/ports";

import { joinNonce } from "../api/join-expiry.js";
import { advertised } from "../http/servers.js";
import { passwordFault } from "../password-fault.js";
import { announcedAuthorities, announcedFingerprints, signer } from "../pki/authorities.js";
import { noteVouchedUntil } from "../pki/rotation.js";
import { hashAgentPassword } from "../state/password-hash.js";
import { type AdminParts, modelUuid } from "./admin-parts.js";
import type { AgentOperations } from "./controller-admin.js";
import { notValid, readingName } from "./not-valid.js";

const HOUR = 3_600_000;

/** {@link AgentOperations} on a data directory's state. */
export function agentOperations(parts: AdminParts): AgentOperations {
  const { identity, state, keys, clock } = parts;
  const operations: AgentOperations = {
    addMachine(options = {}) {
      const { controller = false, provisioned = true, containerType = "" } = options;
      const model = modelUuid(parts, options.model);
      if (controller && model !== identity.controllerModelUuid) {
        throw notValid(
          "a controller's machine belongs to the controller's own model: leave --model out",
        );
      }
      const tag = readingName(() =>
        machineTag(options.id ?? String(state.agents.nextMachine(model))),
      );
      const given = options.nonce ?? `${tag}:${randomUUID()}`;
      const password = checkedPassword(options.password);
      state.agents.add(
        {
          model,
          tag,
          passwordHash: hashAgentPassword(password),
          nonce: provisioned ? given : "",
          managesModels: controller,
          containerType,
        },
        wallNow(clock),
      );
      return { tag, model, nonce: given, password };
    },

    addMachineToJoin({ lifetime = HOUR, ...options } = {}) {
      const listening = state.settings.get("listen-address");
      if (listening === undefined) {
        throw notValid("the controller has never run, so it has no address: run it first");
      }
      const model = modelUuid(parts, options.model);
      const id = options.id ?? String(state.agents.nextMachine(model));
      const expires = wallNow(clock) + lifetime;
      const tag = readingName(() => machineTag(id));
      const password = checkedPassword(options.password);
      const nonce = joinNonce(tag, expires, password, randomUUID());
      operations.addMachine({ ...options, id, nonce, password });
      // The token carries them.
      state.agents.setAuthorities(model, tag, announcedFingerprints(state.settings));
      const addresses = advertised(state.settings, parseHostPort(listening)).flat();
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

    addUnit(unit) {
      const model = modelUuid(parts, unit.model);
      const tag = readingName(() => unitTag(unit.name));
      const password = checkedPassword(unit.password);
      const passwordHash = hashAgentPassword(password);
      state.agents.add(
        { model, tag, passwordHash, nonce: "", managesModels: false, containerType: "" },
        wallNow(clock),
      );
      return { tag, model, nonce: "", password };
    },

    provision({ tag, model, nonce }) {
      state.agents.setNonce(modelUuid(parts, model), tag, nonce);
    },

    setReboot({ tag, model, action }) {
      const { kind } = readingName(() => parseTag(tag));
      if (kind !== "machine") throw notValid(`${tag} is no machine: only a machine can reboot`);
      state.agents.setReboot(modelUuid(parts, model), tag, action);
    },

    setAgentPassword(agent) {
      readingName(() => parseTag(agent.tag));
      const password = checkedPassword(agent.password);
      const model = modelUuid(parts, agent.model);
      state.agents.setPassword(model, agent.tag, hashAgentPassword(password));
      return { password };
    },

    async issueClientCertificate({ lifetime = DAY, ...agent }) {
      const { model, tag } = state.agents.get(modelUuid(parts, agent.model), agent.tag);
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
        noteVouchedUntil(state.settings, authority.cert, expiryOf(made.cert));
        return made;
      });
    },
  };
  return operations;
}

function checkedPassword(given: string | undefined): string {
  const password = given ?? generatePassword();
  const fault = passwordFault(password);
  if (fault !== undefined) throw notValid(fault);
  return password;
}
