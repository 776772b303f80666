import { defineFacade } from "../facade.js";
import { Empty, Entities, ErrorInfo } from "../messages/common.js";
import { NotifyWatchResult, NotifyWatchResults } from "../messages/watch.js";
import { flag, integer, list, message, optional, text } from "../wire.js";
export const MinionReport = message({
  "migration-id": text,
  phase: text,
  success: flag,
});
export const MigrationStatus = message({
  "migration-id": text,
  attempt: integer,
  phase: text,
  "source-api-addrs": list(text),
  "source-ca-cert": text,
  "target-api-addrs": list(text),
  "target-ca-cert": text,
});
export const PhaseResult = message({
  phase: optional(text),
  error: optional(ErrorInfo),
});
export const PhaseResults = message({ results: list(PhaseResult) });
export const MigrationMinion = defineFacade({
  name: "MigrationMinion",
  version: 1,
  methods: {
    Watch: { params: Empty, result: NotifyWatchResult },
    Report: { params: MinionReport, result: Empty },
  },
});
export const MigrationStatusWatcher = defineFacade({
  name: "MigrationStatusWatcher",
  version: 1,
  methods: {
    Next: { params: Empty, result: MigrationStatus },
    Stop: { params: Empty, result: Empty },
  },
});
export const MigrationFlag = defineFacade({
  name: "MigrationFlag",
  version: 1,
  methods: {
    Phase: { params: Entities, result: PhaseResults },
    Watch: { params: Entities, result: NotifyWatchResults },
  },
});
