import { defineFacade, type Facade } from "../facade.js";
import { Entities, ErrorInfo } from "../messages/common.js";
import { NotifyWatchResults } from "../messages/watch.js";
import { list, message, optional, type Schema, text } from "../wire.js";

export interface UpgradeSeriesStatusResult {
  /** `not started` where the machine's operating system is not being upgraded. */
  status?: string;
  target?: string;
  error?: ErrorInfo;
}
export const UpgradeSeriesStatusResult: Schema<UpgradeSeriesStatusResult> = message({
  status: optional(text),
  target: optional(text),
  error: optional(ErrorInfo),
});

export interface UpgradeSeriesStatusResults {
  results?: UpgradeSeriesStatusResult[];
}
export const UpgradeSeriesStatusResults: Schema<UpgradeSeriesStatusResults> = message({
  results: optional(list(UpgradeSeriesStatusResult)),
});

/** The upgrade of a machine's operating system, in Juju 3. */
export interface UpgradeSeriesMethods {
  WatchUpgradeSeriesNotifications(params: Entities): NotifyWatchResults;
  MachineStatus(params: Entities): UpgradeSeriesStatusResults;
}

export const UpgradeSeries: Facade<UpgradeSeriesMethods> = defineFacade<UpgradeSeriesMethods>({
  name: "UpgradeSeries",
  version: 4,
  versions: [3, 4],
  methods: {
    WatchUpgradeSeriesNotifications: { params: Entities, result: NotifyWatchResults },
    MachineStatus: { params: Entities, result: UpgradeSeriesStatusResults },
  },
});
