import type { DetailedStatus, MachineStatus } from "@holdfast/facades";
import { parseTagOf } from "@holdfast/names";

import type { Agent } from "../../../state/agent.js";
import { timestamp } from "../../timestamp.js";
import { jobsOf } from "../agent-facade.js";

// What Juju's clients are shown of a model. Much of it this controller has nothing to say about (no
// clouds, no charms, no volumes); those members are there, and empty.

export function detailedStatus(status: string, since: number, info = ""): DetailedStatus {
  return { status, info, data: {}, since: timestamp(since), kind: "", version: "", life: "" };
}

/** What a status says beyond what is stored of the agent. */
export interface Shown {
  /** Whether the agent is connected. */
  readonly present: boolean;
  /** The version of Juju that its agents are said to have: the controller's. */
  readonly version: string;
}

/** The status of an agent: Juju's clients show `down` for one that was started and is not there. */
export function agentStatus(agent: Agent, { present, version }: Shown): DetailedStatus {
  const lost = !present && agent.status === "started";
  const info = lost ? "agent is not communicating with the server" : agent.statusInfo;
  const status = detailedStatus(lost ? "down" : agent.status, agent.statusSince, info);
  return { ...status, version, life: agent.life === "alive" ? "" : agent.life };
}

export interface UnitStatus {
  "agent-status": DetailedStatus;
  "workload-status": DetailedStatus;
  "workload-version": string;
  machine: string;
  "opened-ports": string[];
  "public-address": string;
  charm: string;
  subordinates: Record<string, UnitStatus>;
}

/** A machine without its containers. */
export function machineStatus(agent: Agent, shown: Shown): MachineStatus {
  const addresses = agent.addresses.map(({ value }) => value);
  const since = agent.createdAt;
  return {
    "agent-status": agentStatus(agent, shown),
    "instance-status": detailedStatus(agent.nonce === "" ? "pending" : "running", since),
    "modification-status": detailedStatus("idle", since),
    ...(agent.hostname === undefined ? {} : { hostname: agent.hostname }),
    "dns-name": addresses[0] ?? "",
    "ip-addresses": addresses,
    "instance-id": agent.nonce === "" ? "pending" : agent.tag,
    "display-name": "",
    base: { name: "", channel: "" },
    id: parseTagOf("machine", agent.tag).id,
    containers: {},
    constraints: "",
    hardware: "",
    jobs: jobsOf(agent),
    "has-vote": agent.managesModels,
    "wants-vote": agent.managesModels,
  };
}

/** The machines by their ids, each container within its machine where that is there. */
export function nestMachines(machines: readonly MachineStatus[]): Record<string, MachineStatus> {
  const byId = new Map(machines.map((machine) => [machine.id, machine]));
  const top: Record<string, MachineStatus> = {};
  for (const machine of machines) {
    const host = byId.get(machine.id.split("/").slice(0, -2).join("/"));
    (host?.containers ?? top)[machine.id] = machine;
  }
  return top;
}

export function unitStatus(agent: Agent, shown: Shown): UnitStatus {
  return {
    "agent-status": agentStatus(agent, shown),
    "workload-status": detailedStatus("unknown", agent.createdAt),
    "workload-version": "",
    machine: "",
    "opened-ports": [],
    "public-address": agent.addresses[0]?.value ?? "",
    charm: "",
    subordinates: {},
  };
}
