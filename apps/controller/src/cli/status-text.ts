import { shownText } from "@holdfast/ports";

import type { AuthorityStatus } from "../operator/authority-status.js";
import type { AgentStatus, ControllerNodeStatus, ControllerStatus } from "../operator/status.js";
import { sessionsText } from "./sessions-text.js";

/** What `controller status` prints for people. */
export function statusText(status: ControllerStatus): string {
  const {
    running,
    address = "not yet anywhere",
    controllers,
    controllerUuid,
    models,
    sessions,
    users,
    authority,
  } = status;
  return [
    `controller ${controllerUuid}`,
    running ? `  running, listening on ${address}` : `  not running; it listened on ${address}`,
    ...(controllers.length < 2 ? [] : controllers.map(controllerText)),
    ...(users.length === 0 ? [] : [`  users: ${users.join(", ")}`]),
    ...authorityText(authority),
    ...models.flatMap(({ name, uuid, life, agents }) => [
      `model ${name} ${uuid} (${life})`,
      ...(agents.length === 0 ? ["  no agents"] : agents.map(agentText)),
    ]),
    ...(running ? sessionsText(sessions, models) : []),
  ].join("\n");
}

function controllerText(controller: ControllerNodeStatus): string {
  const { id, address, version, startedAt, running, sessions, agents } = controller;
  const facts = [
    address ?? "not yet anywhere",
    version ?? "",
    running ? `running since ${startedAt ?? "?"}` : "not running",
    running ? `${agents} agents, ${sessions} sessions` : "",
  ];
  return `  controller ${id}: ${facts.filter((fact) => fact !== "").join(", ")}`;
}

function authorityText(authority: AuthorityStatus): string[] {
  const { certificates, key, compromised, notLearnt, revoked, warnings } = authority;
  return [
    ...certificates.map(
      ({ role, fingerprint, expires }) =>
        `  certificate of the ${role}: until ${expires.slice(0, 10)}, SHA-256 ${fingerprint}`,
    ),
    `  the authority's key is ${key}${compromised ? ", was stolen, and vouches for nobody" : ""}`,
    ...(notLearnt.length === 0
      ? []
      : [`  do not trust the next authority yet: ${notLearnt.map(({ tag }) => tag).join(", ")}`]),
    ...(revoked.length === 0 ? [] : [`  revoked certificates: ${revoked.join(", ")}`]),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
}

function agentText(agent: AgentStatus): string {
  const { tag, life, connectedSince, provisioned, status, statusInfo } = agent;
  const version = agent.agentVersion ?? "";
  const asked = agent.reboot === undefined ? "" : `asked to ${agent.reboot}`;
  const connection =
    connectedSince === undefined ? "not connected" : `connected since ${connectedSince}`;
  const state = provisioned ? status : "not provisioned";
  const facts = [life, state, connection, version, asked, statusInfo];
  const said = facts.filter((fact) => fact !== "").map((fact) => shownText(fact));
  return `  ${tag}: ${said.join(", ")}`;
}
