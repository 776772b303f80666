import { defineFacade, type Facade } from "../facade.js";
import { Empty } from "../messages/common.js";
import { NotifyWatchResult } from "../messages/watch.js";
import { list, message, type Schema, text } from "../wire.js";

export interface FanConfigEntry {
  underlay: string;
  overlay: string;
}
export const FanConfigEntry: Schema<FanConfigEntry> = message({ underlay: text, overlay: text });

export interface FanConfigResult {
  fans: FanConfigEntry[];
}
export const FanConfigResult: Schema<FanConfigResult> = message({ fans: list(FanConfigEntry) });

/** The fan networks of a model, in Juju 3. */
export interface FanConfigurerMethods {
  FanConfig(params: Empty): FanConfigResult;
  WatchForFanConfigChanges(params: Empty): NotifyWatchResult;
}

export const FanConfigurer: Facade<FanConfigurerMethods> = defineFacade<FanConfigurerMethods>({
  name: "FanConfigurer",
  version: 1,
  methods: {
    FanConfig: { params: Empty, result: FanConfigResult },
    WatchForFanConfigChanges: { params: Empty, result: NotifyWatchResult },
  },
});
