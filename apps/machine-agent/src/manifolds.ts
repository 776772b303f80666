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
import type { OpenFunc } from "@holdfast/api-open";
import { Machiner } from "@holdfast/facades";
import type { MachineTag } from "@holdfast/names";
import type { Clock, Logger, Random } from "@holdfast/ports";

/** What the manifolds of a machine's agent are made from. */
export interface MachineManifoldsConfig {
  readonly tag: MachineTag;
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

/** The manifolds that a machine's agent has beyond those of every agent. */
export function machineManifolds(config: MachineManifoldsConfig): readonly NamedManifold[] {
  const { tag, logger, logBuffer, apiOpen, clock, random, upgradeCommand } = config;
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
    named(API_ADDRESS_UPDATER_NAME, house(machineHousing, apiAddressUpdaterManifold(connected))),
    named(UPGRADER_NAME, upgraderManifold({ ...connected, command: upgradeCommand })),
    named(
      LOG_SENDER_NAME,
      logSenderManifold({
        apiCallerName: API_CALLER_NAME,
        buffer: logBuffer,
        labels: { program: "holdfast-machine-agent" },
        clock,
        logger,
      }),
    ),
  ];
}
