import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { Empty, Entities, ErrorInfo, ErrorResults, StringResult } from "../messages/common.js";
import { ControllerConfigResult } from "../messages/config.js";
import { ControllerApiInfoResults } from "../messages/controller-api-info.js";
import { HostedModelStatuses } from "../messages/hosted-model-status.js";
import { AllWatcherId } from "../messages/watch.js";
import {
  attributes,
  list,
  message,
  nullableText,
  optional,
  type Schema,
  text,
  tuple,
} from "../wire.js";

/** Who owns it is `owner-tag` up to version 12, and `qualifier` from 13 on. */
export interface Model {
  name: string;
  uuid: string;
  type: string;
  "owner-tag"?: TagText;
  qualifier?: string;
}
export const Model: Schema<Model> = message({
  name: text,
  uuid: text,
  type: text,
  "owner-tag": optional(text),
  qualifier: optional(text),
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
export const Delta: Schema<Delta> = tuple([text, text, attributes]);

export interface AllWatcherNextResults {
  deltas: Delta[];
}
export const AllWatcherNextResults: Schema<AllWatcherNextResults> = message({
  deltas: list(Delta),
});

export interface ControllerVersionResults {
  version: string;
  "git-commit": string;
}
export const ControllerVersionResults: Schema<ControllerVersionResults> = message({
  version: text,
  "git-commit": text,
});

/** What a user may do on the controller: `login`, `add-model`, `superuser`. */
export interface UserAccess {
  "user-tag": TagText;
  access: string;
}
export const UserAccess: Schema<UserAccess> = message({ "user-tag": text, access: text });

export interface UserAccessResult {
  result?: UserAccess;
  error?: ErrorInfo;
}
export const UserAccessResult: Schema<UserAccessResult> = message({
  result: optional(UserAccess),
  error: optional(ErrorInfo),
});

export interface UserAccessResults {
  results?: UserAccessResult[];
}
export const UserAccessResults: Schema<UserAccessResults> = message({
  results: optional(list(UserAccessResult)),
});

/** `action` is `grant` or `revoke`. */
export interface ModifyControllerAccess {
  "user-tag": TagText;
  action: string;
  access: string;
}
export const ModifyControllerAccess: Schema<ModifyControllerAccess> = message({
  "user-tag": text,
  action: text,
  access: text,
});

export interface ModifyControllerAccessRequest {
  changes: ModifyControllerAccess[];
}
export const ModifyControllerAccessRequest: Schema<ModifyControllerAccessRequest> = message({
  changes: list(ModifyControllerAccess),
});

/** On controller-only connections; a real Juju grants these to its administrators. */
export interface ControllerMethods {
  AllModels(params: Empty): UserModelList;
  /** A watcher for {@link AllModelWatcher}. */
  WatchAllModels(params: Empty): AllWatcherId;
  ControllerConfig(params: Empty): ControllerConfigResult;
  ControllerVersion(params: Empty): ControllerVersionResults;
  ControllerAPIInfoForModels(params: Entities): ControllerApiInfoResults;
  GetControllerAccess(params: Entities): UserAccessResults;
  ModifyControllerAccess(params: ModifyControllerAccessRequest): ErrorResults;
  ModelStatus(params: Entities): HostedModelStatuses;
  /** Where people who are not known here prove who they are; `''` where nobody does. */
  IdentityProviderURL(params: Empty): StringResult;
  /** Of the controller's database. */
  MongoVersion(params: Empty): StringResult;
}
export const Controller: Facade<ControllerMethods> = defineFacade<ControllerMethods>({
  name: "Controller",
  version: 11,
  versions: [11, 12, 13, 14],
  methods: {
    AllModels: { params: Empty, result: UserModelList },
    WatchAllModels: { params: Empty, result: AllWatcherId },
    ControllerConfig: { params: Empty, result: ControllerConfigResult },
    ControllerVersion: { params: Empty, result: ControllerVersionResults },
    ControllerAPIInfoForModels: { params: Entities, result: ControllerApiInfoResults },
    GetControllerAccess: { params: Entities, result: UserAccessResults },
    ModifyControllerAccess: { params: ModifyControllerAccessRequest, result: ErrorResults },
    ModelStatus: { params: Entities, result: HostedModelStatuses },
    IdentityProviderURL: { params: Empty, result: StringResult },
    MongoVersion: { params: Empty, result: StringResult },
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
