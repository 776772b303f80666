import * as v from "valibot";
import { defineFacade, type Facade } from "../facade.js";
import { Empty } from "../messages/common.js";
import { AllWatcherId } from "../messages/watch.js";
import { attributes, list, message, nullableText, type Schema, text } from "../wire.js";

export interface Model {
  name: string;
  uuid: string;
  type: string;
  "owner-tag": string;
}
export const Model: Schema<Model> = message({
  name: text,
  uuid: text,
  type: text,
  "owner-tag": text,
});

export interface UserModel {
  model: Model;
  /** RFC 3339, or `null` for never. */
  "last-connection": string | null;
}
export const UserModel: Schema<UserModel> = message({
  model: Model,
  "last-connection": nullableText,
});

export interface UserModelList {
  "user-models": UserModel[];
}
export const UserModelList: Schema<UserModelList> = message({ "user-models": list(UserModel) });

/** One change, as Juju writes it: `["model", "change", {…}]`. */
export type Delta = [kind: string, change: string, entity: Record<string, unknown>];
export const Delta: Schema<Delta> = v.tuple([text, text, attributes]);

export interface AllWatcherNextResults {
  deltas: Delta[];
}
export const AllWatcherNextResults: Schema<AllWatcherNextResults> = message({
  deltas: list(Delta),
});

/** On controller-only connections; a real Juju grants these to its administrators. */
export interface ControllerMethods {
  AllModels(params: Empty): UserModelList;
  /** A watcher for {@link AllModelWatcher}. */
  WatchAllModels(params: Empty): AllWatcherId;
}
export const Controller: Facade<ControllerMethods> = defineFacade<ControllerMethods>({
  name: "Controller",
  version: 11,
  // From 13 on a model has a qualifier in place of its owner, which is then read as "".
  versions: [11, 12, 13, 14],
  methods: {
    AllModels: { params: Empty, result: UserModelList },
    WatchAllModels: { params: Empty, result: AllWatcherId },
  },
});

/** Called with the id of a watcher; the first `Next` tells everything there is. */
export interface AllWatcherMethods {
  Next(params: Empty): AllWatcherNextResults;
  Stop(params: Empty): Empty;
}

const allWatcherMethods = {
  Next: { params: Empty, result: AllWatcherNextResults },
  Stop: { params: Empty, result: Empty },
};

/** Of all models of a controller. */
export const AllModelWatcher: Facade<AllWatcherMethods> = defineFacade<AllWatcherMethods>({
  name: "AllModelWatcher",
  version: 4,
  methods: allWatcherMethods,
});

/** Of everything in one model. */
export const AllWatcher: Facade<AllWatcherMethods> = defineFacade<AllWatcherMethods>({
  name: "AllWatcher",
  version: 3,
  methods: allWatcherMethods,
});
