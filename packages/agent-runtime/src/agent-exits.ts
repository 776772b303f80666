import { machineEndRules } from "@holdfast/agent-manifold";
import { EXIT, type ExitRule } from "@holdfast/command-line";

// Nothing changes by starting again: somebody has to edit something first. Another process that is this
// agent, and a disk that is full or read-only, are not among them: they may pass at any time.
const configuration = [
  "ERR_AGENT_CONF_MISSING",
  "ERR_AGENT_CONF_EXISTS",
  "ERR_AGENT_CONF_FORMAT",
  "ERR_AGENT_CONF_TAG",
  "ERR_CONFIG_VALUE",
  "ERR_FILE_PERMISSION",
  "ERR_FILE_UNTRUSTED",
  "ERR_INVALID_TAG",
  "ERR_JOIN_TOKEN",
  "ERR_PLUGIN_NOT_FOUND",
  "ERR_PLUGIN_INVALID",
  "ERR_PLUGIN_VERSION",
  "ERR_PLUGIN_EMPTY",
  "ERR_PLUGIN_FAILED",
  "ERR_PLUGIN_OPTIONS",
  "ERR_PLUGIN_DUPLICATE",
  "ERR_TCP_ADDRESS",
  "ERR_WORKERS_NOT_FOUND",
  "ERR_WORKERS_INVALID",
  "ERR_WORKERS_VERSION",
  "ERR_WORKERS_FAILED",
  "ERR_WORKERS_OPTIONS",
];

/** The ends of an agent that have an exit code other than 1, which is for what is not named here. */
const ends = Object.entries(machineEndRules).flatMap(([code, { exit }]): ExitRule[] =>
  exit === "usage" || exit === "impossible" ? [{ error: code, exit: EXIT[exit] }] : [],
);

/** What the commands of both agents end with: 3 before 2, and 1 for what is not named here. */
export const agentExits: readonly ExitRule[] = [
  { error: "ERR_CONNECT_IMPOSSIBLE", exit: EXIT.impossible },
  { error: "ERR_CHECK_REFUSED", exit: EXIT.impossible },
  ...ends,
  { error: "ERR_CHECK_CONFIG", exit: EXIT.usage },
  ...configuration.map((error): ExitRule => ({ error, exit: EXIT.usage })),
];
