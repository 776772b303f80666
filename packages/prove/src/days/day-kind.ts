import type { ErrorPolicy, ManifoldConfig } from "@holdfast/agent-manifold";
import type { ApiCaller, Connection, DialOptions } from "@holdfast/api-open";
import type { ConnectPolicy, CredentialsReplaced } from "@holdfast/connect";
import type { Manifold } from "@holdfast/dependency-engine";
import type { Clock } from "@holdfast/ports";

import type { DayLog, OpenLog } from "./day-log.js";
import type { DayWorld } from "./day-world.js";

/** Ours, or ours with one thing wrong. */
export interface DayKind {
  readonly name: string;
  /** What the strategy measures time by. */
  readonly clock?: (world: DayWorld) => Clock;
  readonly connectPolicy?: ConnectPolicy;
  readonly errorPolicy?: ErrorPolicy;
  readonly caller?: (config: ManifoldConfig) => Manifold<ApiCaller>;
  readonly updater?: (world: DayWorld) => Manifold;
  readonly dial?: DialOptions;
  /** A connection that lasts until its credentials are replaced. */
  readonly watch?: (connection: Connection, replaced: CredentialsReplaced) => Connection;
  readonly log?: (log: DayLog, clock: Clock) => Promise<OpenLog>;
}

export const holdfastDays: DayKind = { name: "Holdfast" };
