import { defineFacade, type Facade } from "../facade.js";
import { Entities, LifeResults } from "../messages/common.js";
import { NotifyWatchResults } from "../messages/watch.js";

/** Whether an entity is alive, dying or dead, and when that may have changed. */
export interface LifeFlagMethods {
  Life(params: Entities): LifeResults;
  Watch(params: Entities): NotifyWatchResults;
}

const methods = {
  Life: { params: Entities, result: LifeResults },
  Watch: { params: Entities, result: NotifyWatchResults },
};

/** For every agent. */
export const AgentLifeFlag: Facade<LifeFlagMethods> = defineFacade<LifeFlagMethods>({
  name: "AgentLifeFlag",
  version: 1,
  methods,
});

/** For the agents of a controller. */
export const LifeFlag: Facade<LifeFlagMethods> = defineFacade<LifeFlagMethods>({
  name: "LifeFlag",
  version: 1,
  methods,
});
