import { defineFacade, type Facade } from "../facade.js";
import { Empty, Entities, ErrorInfo } from "../messages/common.js";
import { NotifyWatchResult, NotifyWatchResults } from "../messages/watch.js";
import { flag, integer, list, message, optional, type Schema, text } from "../wire.js";

export interface MinionReport {
  "migration-id": string;
  phase: string;
  success: boolean;
}
export const MinionReport: Schema<MinionReport> = message({
  "migration-id": text,
  phase: text,
  success: flag,
});

/** How far a migration is, and from where to where it goes. Addresses are `host:port`. */
export interface MigrationStatus {
  "migration-id": string;
  attempt: number;
  phase: string;
  "source-api-addrs": string[];
  "source-ca-cert": string;
  "target-api-addrs": string[];
  "target-ca-cert": string;
}
export const MigrationStatus: Schema<MigrationStatus> = message({
  "migration-id": text,
  attempt: integer,
  phase: text,
  "source-api-addrs": list(text),
  "source-ca-cert": text,
  "target-api-addrs": list(text),
  "target-ca-cert": text,
});

export interface PhaseResult {
  phase?: string;
  error?: ErrorInfo;
}
export const PhaseResult: Schema<PhaseResult> = message({
  phase: optional(text),
  error: optional(ErrorInfo),
});

export interface PhaseResults {
  results: PhaseResult[];
}
export const PhaseResults: Schema<PhaseResults> = message({ results: list(PhaseResult) });

/** An agent's part in the migration of its model. */
export interface MigrationMinionMethods {
  /** A watcher for {@link MigrationStatusWatcher}. */
  Watch(params: Empty): NotifyWatchResult;
  Report(params: MinionReport): Empty;
}
export const MigrationMinion: Facade<MigrationMinionMethods> = defineFacade<MigrationMinionMethods>(
  {
    name: "MigrationMinion",
    version: 1,
    methods: {
      Watch: { params: Empty, result: NotifyWatchResult },
      Report: { params: MinionReport, result: Empty },
    },
  },
);

/** Called with the id of a watcher. */
export interface MigrationStatusWatcherMethods {
  Next(params: Empty): MigrationStatus;
  Stop(params: Empty): Empty;
}
export const MigrationStatusWatcher: Facade<MigrationStatusWatcherMethods> =
  defineFacade<MigrationStatusWatcherMethods>({
    name: "MigrationStatusWatcher",
    version: 1,
    methods: {
      Next: { params: Empty, result: MigrationStatus },
      Stop: { params: Empty, result: Empty },
    },
  });

/** Whether a model is being migrated. */
export interface MigrationFlagMethods {
  Phase(params: Entities): PhaseResults;
  Watch(params: Entities): NotifyWatchResults;
}
export const MigrationFlag: Facade<MigrationFlagMethods> = defineFacade<MigrationFlagMethods>({
  name: "MigrationFlag",
  version: 1,
  methods: {
    Phase: { params: Entities, result: PhaseResults },
    Watch: { params: Entities, result: NotifyWatchResults },
  },
});
