import path from "node:path";

import {
  type ControllerTag,
  isHostPort,
  isTagOf,
  type ModelTag,
  parseTag,
  type Tag,
  type TagKind,
} from "@holdfast/names";

import { UNKNOWN_CONTROLLER } from "./conf/conf-fields.js";
import { FORMAT_LINE } from "./conf/conf-text.js";
import { editConf } from "./conf/edit-conf.js";
import { AgentConfigError } from "./errors.js";

/** What a new agent is told of itself. */
export interface NewAgent {
  readonly dataDir: string;
  readonly tag: Tag;
  /** The bootstrap password: it becomes the old one, so that the first connection replaces it. */
  readonly password: string;
  readonly model: ModelTag;
  /**
   * Left out, the first connection records it, and until then the file has one of
   * zeros: Juju's own agents refuse a file without.
   */
  readonly controller?: ControllerTag | undefined;
  /** PEM */
  readonly caCert: string;
  /** `host:port`, at least one. */
  readonly apiAddresses: readonly string[];
  readonly nonce?: string | undefined;
  /** The last version whose upgrade steps ran. Juju crashes on a file without it; "3.6.0". */
  readonly upgradedToVersion?: string | undefined;
}

const KINDS: readonly TagKind[] = ["machine", "unit", "application", "controller", "model"];

/**
 * The text of a first `agent.conf`, as Juju writes one: no current password, the given one as the
 * old password. Juju's checks come in Juju's order.
 *
 * @throws AgentConfigError `ERR_CONFIG_VALUE`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createAgentConf } from "@holdfast/agent-config";
 *
 * const text = createAgentConf({
 *   dataDir: "/var/lib/juju",
 *   tag: "machine-0",
 *   password: "the bootstrap password of machine 0",
 *   model: "model-5c439344-289b-48e8-bf0d-23612b7f5b93",
 *   caCert: "-----BEGIN CERTIFICATE-----\n",
 *   apiAddresses: ["10.0.0.1:17070"],
 * });
 * assert.match(text, /^# format 2\.0\n/);
 * assert.match(text, /^oldpassword: 'the bootstrap password of machine 0'$/m);
 * ```
 */
export function createAgentConf(agent: NewAgent): string {
  const { dataDir, tag, nonce = "", upgradedToVersion = "3.6.0", controller, model } = agent;
  required("data directory", dataDir);
  required("entity tag", tag);
  checkKind(tag);
  required("upgradedToVersion", upgradedToVersion);
  required("password", agent.password);
  if (controller !== undefined) checkTag("controller", controller);
  checkTag("model", model);
  required("CA certificate", agent.caCert);
  if (agent.apiAddresses.length === 0) throw missing("API addresses");
  const bad = agent.apiAddresses.find((address) => !isHostPort(address));
  if (bad !== undefined) throw invalid(`invalid API server address ${JSON.stringify(bad)}`);
  const counts = "agent-logfile-max-size: 0\nagent-logfile-max-backups: 0\n";
  return editConf(
    `${FORMAT_LINE}\n${counts}`,
    "agent.conf",
    new Map<string, string | readonly string[] | Map<string, string> | undefined>([
      ["tag", tag],
      ["datadir", path.resolve(dataDir)],
      ["transient-datadir", "/var/run/juju"],
      ["logdir", "/var/log/juju"],
      ["metricsspooldir", "/var/lib/juju/metricspool"],
      ["nonce", nonce === "" ? undefined : nonce],
      ["jobs", ["JobHostUnits"]],
      ["upgradedToVersion", upgradedToVersion],
      ["cacert", agent.caCert],
      ["controller", controller ?? UNKNOWN_CONTROLLER],
      ["model", model],
      ["apiaddresses", agent.apiAddresses],
      ["oldpassword", agent.password],
      ["values", new Map()],
    ]),
  );
}

function checkKind(tag: string): void {
  const kind = kindOf(tag);
  if (kind !== undefined && KINDS.includes(kind)) return;
  throw invalid(
    kind === undefined
      ? `${JSON.stringify(tag)} is not a valid tag`
      : `entity tag must be MachineTag, UnitTag, ApplicationTag or ControllerAgentTag, got ${kind}`,
  );
}

function kindOf(tag: string): TagKind | undefined {
  try {
    return parseTag(tag).kind;
  } catch {
    return undefined;
  }
}

function checkTag(kind: "controller" | "model", tag: string): void {
  required(kind, tag);
  if (isTagOf(kind, tag)) return;
  throw invalid(`${JSON.stringify(tag.replace(`${kind}-`, ""))} is not a valid ${kind} uuid`);
}

function required(what: string, text: string): void {
  if (text === "") throw missing(what);
}

function missing(what: string): AgentConfigError {
  return invalid(`${what} not found in configuration`);
}

function invalid(what: string): AgentConfigError {
  return new AgentConfigError(`cannot make an agent configuration: ${what}`, {
    code: "ERR_CONFIG_VALUE",
  });
}
