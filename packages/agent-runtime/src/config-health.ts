import type { FileAgent } from "@holdfast/agent-config";

/** How safe agent.conf is, as reports show it. */
export interface ConfigHealth {
  /** Whether a change survives a power cut; where not, why not. */
  readonly durability: FileAgent["durability"];
  /** The times the file was restored from its last good copy since the agent started. */
  readonly recoveries: FileAgent["recoveries"];
  /** What is wrong in the file and was passed over. */
  readonly warnings: FileAgent["warnings"];
}

/** The health of an agent's configuration, now. It holds no secret. */
export function configHealth({ durability, recoveries, warnings }: FileAgent): ConfigHealth {
  return { durability, recoveries, warnings };
}

/** What an operator should know of it, a line each; nothing where all is well. */
export function healthLines(config: unknown): readonly string[] {
  if (!isHealth(config)) return [];
  const { durability, recoveries, warnings } = config;
  const degraded =
    durability.state === "full"
      ? []
      : [`agent.conf may not survive a power cut: ${durability.reasons.join("; ")}`];
  const restored =
    recoveries.length === 0
      ? []
      : [
          `agent.conf was restored from its last good copy (${recoveries.length} time(s)); see the log`,
        ];
  const wrong = warnings.map((warning) => `agent.conf ${warning}; it is passed over, mend it`);
  return [...degraded, ...restored, ...wrong];
}

function isHealth(value: unknown): value is ConfigHealth {
  return (
    typeof value === "object" &&
    value !== null &&
    "durability" in value &&
    typeof value.durability === "object" &&
    "recoveries" in value &&
    Array.isArray(value.recoveries) &&
    "warnings" in value &&
    Array.isArray(value.warnings)
  );
}
