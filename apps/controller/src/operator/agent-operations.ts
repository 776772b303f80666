import { randomUUID } from "node:crypto";

import { DAY, issueLeaf } from "@holdfast/certificates";
import { generatePassword, machineTag, parseTag, unitTag } from "@holdfast/names";
import { wallNow } from "@holdfast/ports";

import { passwordFault } from "../password-fault.js";
import { keptAuthority } from "../pki/server-certificates.js";
import { hashAgentPassword } from "../state/password-hash.js";
import { type AdminParts, modelUuid } from "./admin-parts.js";
import type { AgentOperations } from "./controller-admin.js";
import { notValid, readingName } from "./not-valid.js";

/** {@link AgentOperations} on a data directory's state. */
export function agentOperations(parts: AdminParts): AgentOperations {
  const { identity, state, clock } = parts;
  return {
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
      const now = wallNow(clock);
      const authority = await keptAuthority(state.settings, now);
      const names = { dns: [], ip: [] };
      return issueLeaf(
        authority,
        { commonName: tag, organisation: model, names, use: "client", lifetime },
        now,
      );
    },
  };
}

function checkedPassword(given: string | undefined): string {
  const password = given ?? generatePassword();
  const fault = passwordFault(password);
  if (fault !== undefined) throw notValid(fault);
  return password;
}
