// What a machine's agent runs above its connection.
import {
  AGENT_NAME,
  API_CALLER_NAME,
  named,
  type NamedManifold,
  TerminateAgentError,
} from "@holdfast/agent-manifold";
import {
  API_ADDRESS_UPDATER_NAME,
  apiAddressUpdaterManifold,
  fortressManifold,
  type Housing,
  house,
  lifeFlagManifold,
  LOG_SENDER_NAME,
  type LogBuffer,
  logSenderManifold,
  MACHINER_NAME,
  machinerManifold,
  MIGRATION_FORTRESS_NAME,
  MIGRATION_INACTIVE_FLAG_NAME,
  MIGRATION_MINION_NAME,
  migrationInactiveFlagManifold,
  migrationMinionManifold,
  NOT_DEAD_FLAG_NAME,
  type UpgradeCommand,
  UPGRADER_NAME,
  upgraderManifold,
} from "@holdfast/agent-manifold/building-blocks";
import type { AgentTag } from "@holdfast/agent-runtime";
import type { OpenFunc } from "@holdfast/api-open";
import { Machiner } from "@holdfast/facades";
import { isTagOf, type MachineTag } from "@holdfast/names";
import type { Clock, Logger, Random } from "@holdfast/ports";

/** What the manifolds of a machine's agent are made from. */
export interface MachineManifoldsConfig {
  readonly tag: AgentTag;
  readonly logger: Logger;
  readonly apiOpen: OpenFunc;
  readonly clock: Clock;
  readonly random: Random;
  /** What is to be sent to the controller's log. */
  readonly logBuffer: LogBuffer;
  /** What the operator wants done where an upgrade is asked for. */
  readonly upgradeCommand: UpgradeCommand | undefined;
}

/** What every worker lives in that acts for the machine. */
export const machineHousing: Housing = {
  flags: [NOT_DEAD_FLAG_NAME, MIGRATION_INACTIVE_FLAG_NAME],
  occupy: MIGRATION_FORTRESS_NAME,
};

/** What the operator's workers live in: only a machine's agent has flags and a fortress. */
export function housingOf(tag: AgentTag): Housing {
  return isTagOf("machine", tag) ? machineHousing : {};
}

/** How such an agent connects: where it may ask for its own entity, it looks after its password. */
export function defaultStrategy(tag: AgentTag): "scary" | "only" {
  return isTagOf("application", tag) || isTagOf("model", tag) ? "only" : "scary";
}

/**
 * The manifolds that an agent has beyond those of every agent: a machine's all of them, any other the one
 * that sends its log. What else a controller lets it do is for the operator's own workers.
 */
export function manifoldsOf(config: MachineManifoldsConfig): readonly NamedManifold[] {
  const { tag, logger } = config;
  if (isTagOf("machine", tag)) return machineManifolds({ ...config, tag });
  logger.info(`${tag} is no machine's agent: it connects, and runs its log and your workers alone`);
  return [logManifold(config)];
}

function machineManifolds(
  config: MachineManifoldsConfig & { readonly tag: MachineTag },
): readonly NamedManifold[] {
  const { tag, logger, apiOpen, clock, random, upgradeCommand } = config;
  const ports = { apiOpen, clock, random };
  const connected = { agentName: AGENT_NAME, apiCallerName: API_CALLER_NAME, logger };
  return [
    named(
      NOT_DEAD_FLAG_NAME,
      lifeFlagManifold({
        apiCallerName: API_CALLER_NAME,
        facade: Machiner,
        entity: tag,
        holds: (life) => life !== "dead",
        gone: (cause) => new TerminateAgentError(`the controller knows no ${tag}`, { cause }),
      }),
    ),
    named(MIGRATION_FORTRESS_NAME, fortressManifold()),
    named(
      MIGRATION_INACTIVE_FLAG_NAME,
      migrationInactiveFlagManifold({ apiCallerName: API_CALLER_NAME }),
    ),
    named(
      MIGRATION_MINION_NAME,
      migrationMinionManifold({ ...connected, fortressName: MIGRATION_FORTRESS_NAME, ...ports }),
    ),
    named(MACHINER_NAME, house(machineHousing, machinerManifold({ ...connected, clock }))),
    named(
      API_ADDRESS_UPDATER_NAME,
      house(machineHousing, apiAddressUpdaterManifold({ ...connected, apiOpen })),
    ),
    named(UPGRADER_NAME, upgraderManifold({ ...connected, command: upgradeCommand })),
    logManifold(config),
  ];
}

function logManifold({ logBuffer, clock, logger }: MachineManifoldsConfig): NamedManifold {
  return named(
    LOG_SENDER_NAME,
    logSenderManifold({
      apiCallerName: API_CALLER_NAME,
      buffer: logBuffer,
      labels: { program: "holdfast-machine-agent" },
      clock,
      logger,
    }),
  );
}
