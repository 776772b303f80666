import { defineFacade } from "../facade.js";
import { Entities, LifeResults } from "../messages/common.js";
import { NotifyWatchResults } from "../messages/watch.js";
const methods = {
  Life: { params: Entities, result: LifeResults },
  Watch: { params: Entities, result: NotifyWatchResults },
};
/** For every agent. */
export const AgentLifeFlag = defineFacade({
  name: "AgentLifeFlag",
  version: 1,
  methods,
});
/** For the agents of a controller. */
export const LifeFlag = defineFacade({
  name: "LifeFlag",
  version: 1,
  methods,
});
