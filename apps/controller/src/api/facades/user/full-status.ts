import type {
  DetailedStatus,
  FullStatus,
  MachineStatus,
  MeterStatus,
  ModelStatusInfo,
} from "@holdfast/facades";
import { parseTagOf } from "@holdfast/names";
import { wallNow } from "@holdfast/ports";
import { ApiError } from "@holdfast/rpc";

import type { Agent } from "../../../state/agent.js";
import type { Model } from "../../../state/model.js";
import { agentPages } from "../../agent-pages.js";
import type { ControllerCore } from "../../controller-core.js";
import type { Steps } from "../../fair-turns.js";
import type { JujuTraits } from "../../juju-rules.js";
import { eachInSteps } from "../../steps.js";
import { timestamp } from "../../timestamp.js";
import { CLOUD_REGION, describeModel } from "../model-description.js";
import {
  detailedStatus,
  machineStatus,
  nestMachines,
  type Shown,
  type UnitStatus,
  unitStatus,
} from "./status-mapping.js";

interface ApplicationStatus {
  charm: string;
  "charm-version": string;
  "charm-profile": string;
  base: { name: string; channel: string };
  exposed: boolean;
  life: string;
  relations: Record<string, string[]>;
  "can-upgrade-to": string;
  "subordinate-to": string[];
  units: Record<string, UnitStatus>;
  "meter-statuses"?: Record<string, MeterStatus>;
  status: DetailedStatus;
  "workload-version": string;
  "endpoint-bindings": Record<string, string>;
  "public-address": string;
}

function modelStatus(model: Model, core: ControllerCore): ModelStatusInfo {
  const { name, type, cloudTag, agentVersion, status, sla } = describeModel(model, core);
  const { meters } = core.juju.traits;
  return {
    name,
    type,
    "cloud-tag": cloudTag,
    region: CLOUD_REGION,
    version: agentVersion,
    "available-version": "",
    "model-status": detailedStatus(status, model.createdAt),
    ...(meters ? { "meter-status": { color: "", message: "" }, sla } : {}),
  };
}

function applicationStatus(
  units: readonly [Agent, UnitStatus][],
  { meters }: JujuTraits,
): ApplicationStatus {
  const since = units.reduce((least, [agent]) => Math.min(least, agent.createdAt), Infinity);
  return {
    charm: "",
    "charm-version": "",
    "charm-profile": "",
    base: { name: "", channel: "" },
    exposed: false,
    life: "",
    relations: {},
    "can-upgrade-to": "",
    "subordinate-to": [],
    units: Object.fromEntries(units.map(([agent, unit]) => [unitName(agent), unit])),
    ...(meters ? { "meter-statuses": {} } : {}),
    status: detailedStatus("unknown", since),
    "workload-version": "",
    "endpoint-bindings": {},
    "public-address": "",
  };
}

const unitName = (agent: Agent): string => parseTagOf("unit", agent.tag).id;
const applicationName = (agent: Agent): string => unitName(agent).split("/")[0] ?? "";

/** The names by which a pattern may pick the agent. */
function namesOf(agent: Agent): readonly string[] {
  if (agent.tag.startsWith("machine-")) return [parseTagOf("machine", agent.tag).id];
  return [unitName(agent), applicationName(agent)];
}

/** Characters of a pattern: twice the longest name that one may sensibly be for. */
const LONGEST_PATTERN = 512;

/** What is between a pattern's stars. */
interface Pattern {
  readonly start: string;
  readonly parts: readonly string[];
  /** Undefined where it has no star. */
  readonly end: string | undefined;
  /** Characters of all of them: no shorter name fits. */
  readonly least: number;
}

/** Read once: there are a hundred patterns and ten thousand names. */
function patternOf(text: string): Pattern {
  const [start = "", ...rest] = text.split("*");
  const end = rest.pop();
  const parts = rest.filter((part) => part !== "");
  return { start, parts, end, least: text.replaceAll("*", "").length };
}

/** Whether a pattern such as `mysql/*` fits the name. In linear time: patterns come from the wire. */
function fits({ start, parts, end, least }: Pattern, name: string): boolean {
  if (end === undefined) return name === start;
  if (name.length < least || !name.startsWith(start) || !name.endsWith(end)) return false;
  let at = start.length;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at + end.length <= name.length;
}

/** @throws ApiError `not valid` for a pattern that is too long */
function checkPatterns(patterns: readonly string[]): void {
  if (patterns.every((pattern) => pattern.length <= LONGEST_PATTERN)) return;
  throw new ApiError(`a pattern is longer than ${LONGEST_PATTERN} characters`, {
    code: "not valid",
  });
}

/** What the model has, and how it is; of machines and units those that a pattern picks, if any are given. */
export function* fullStatus(
  core: ControllerCore,
  uuid: string,
  patterns: readonly string[],
): Steps<FullStatus> {
  checkPatterns(patterns);
  const model = core.state.models.get(uuid);
  const present = core.activity.present(uuid);
  const shown = ({ tag }: Agent): Shown => ({
    present: present.has(tag),
    version: core.juju.version,
  });
  const wanted = patterns.map(patternOf);
  const picked = (agent: Agent): boolean =>
    wanted.length === 0 ||
    namesOf(agent).some((name) => wanted.some((pattern) => fits(pattern, name)));
  const machines: MachineStatus[] = [];
  const applications = new Map<string, [Agent, UnitStatus][]>();
  for (const page of agentPages(core.state, uuid)) {
    for (const agent of page) {
      yield;
      if (!picked(agent)) continue;
      if (agent.tag.startsWith("machine-")) machines.push(machineStatus(agent, shown(agent)));
      if (!agent.tag.startsWith("unit-")) continue;
      const name = applicationName(agent);
      const units = applications.get(name) ?? [];
      units.push([agent, unitStatus(agent, shown(agent))]);
      applications.set(name, units);
    }
  }
  const { traits } = core.juju;
  const byName = yield* eachInSteps(applications, ([name, units]) => [
    name,
    applicationStatus(units, traits),
  ]);
  return {
    model: modelStatus(model, core),
    machines: nestMachines(machines),
    applications: Object.fromEntries(byName),
    "remote-applications": {},
    offers: {},
    relations: [],
    "controller-timestamp": timestamp(wallNow(core.clock)),
    branches: {},
  };
}
