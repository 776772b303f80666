import * as v from "valibot";
import { defineFacade } from "../facade.js";
import { Empty } from "../messages/common.js";
import { AllWatcherId } from "../messages/watch.js";
import { attributes, list, message, nullableText, text } from "../wire.js";
export const Model = message({
  name: text,
  uuid: text,
  type: text,
  "owner-tag": text,
});
export const UserModel = message({
  model: Model,
  "last-connection": nullableText,
});
export const UserModelList = message({ "user-models": list(UserModel) });
export const Delta = v.tuple([text, text, attributes]);
export const AllWatcherNextResults = message({
  deltas: list(Delta),
});
export const Controller = defineFacade({
  name: "Controller",
  version: 11,
  methods: {
    AllModels: { params: Empty, result: UserModelList },
    WatchAllModels: { params: Empty, result: AllWatcherId },
  },
});
const allWatcherMethods = {
  Next: { params: Empty, result: AllWatcherNextResults },
  Stop: { params: Empty, result: Empty },
};
/** Of all models of a controller. */
export const AllModelWatcher = defineFacade({
  name: "AllModelWatcher",
  version: 4,
  methods: allWatcherMethods,
});
/** Of everything in one model. */
export const AllWatcher = defineFacade({
  name: "AllWatcher",
  version: 3,
  methods: allWatcherMethods,
});
