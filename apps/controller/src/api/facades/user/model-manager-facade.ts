import {
  defineFacade,
  type Entity,
  ErrorResults,
  type Facade,
  flag,
  list,
  message,
  ModelInfo,
  type ModelInfoResult,
  ModelManager,
  type ModelManagerMethods,
  optional,
  type Schema,
  text,
} from "@holdfast/facades";
import { parseTagOf } from "@holdfast/names";
import { wallNow } from "@holdfast/ports";
import { ApiError } from "@holdfast/rpc";

import type { Model } from "../../../state/model.js";
import { MODEL_ACCESS, type ModelAccess } from "../../../state/user.js";
import { entityNotFound, permissionDenied } from "../../api-errors.js";
import { eachDone, eachResult } from "../../results.js";
import { administrators, type CallContext, serve, type ServedFacade } from "../../served-facade.js";
import { isVisible, visibleModels } from "../../visible-models.js";
import { modelList } from "../model-mapping.js";
import { modelAccess, modelInfo, modelSummary } from "./model-info.js";

interface ModelCreateArgs {
  name: string;
  "owner-tag": string;
}
const ModelCreateArgs: Schema<ModelCreateArgs> = message<ModelCreateArgs>({
  name: text,
  "owner-tag": text,
});

interface DestroyModelParams {
  "model-tag": string;
  force?: boolean;
}
interface DestroyModelsParams {
  models: DestroyModelParams[];
}
const DestroyModelsParams: Schema<DestroyModelsParams> = message<DestroyModelsParams>({
  models: list(message<DestroyModelParams>({ "model-tag": text, force: optional(flag) })),
});

interface ModifyModelAccess {
  "user-tag": string;
  action: string;
  access: string;
  "model-tag": string;
}
interface ModifyModelAccessRequest {
  changes: ModifyModelAccess[];
}
const ModifyModelAccessRequest: Schema<ModifyModelAccessRequest> =
  message<ModifyModelAccessRequest>({
    changes: list(
      message<ModifyModelAccess>({
        "user-tag": text,
        action: text,
        access: text,
        "model-tag": text,
      }),
    ),
  });

interface UserModelManagerMethods extends ModelManagerMethods {
  CreateModel(params: ModelCreateArgs): ModelInfo;
  DestroyModels(params: DestroyModelsParams): ErrorResults;
  ModifyModelAccess(params: ModifyModelAccessRequest): ErrorResults;
}

/** What is described for all of us, and what only users call. */
const UserModelManager: Facade<UserModelManagerMethods> = defineFacade<UserModelManagerMethods>({
  ...ModelManager,
  methods: {
    ...ModelManager.methods,
    CreateModel: { params: ModelCreateArgs, result: ModelInfo },
    DestroyModels: { params: DestroyModelsParams, result: ErrorResults },
    ModifyModelAccess: { params: ModifyModelAccessRequest, result: ErrorResults },
  },
});

/** A model that the caller may see. What it may not see is answered as what is not there. */
function visible(tag: string, context: CallContext): Model {
  const found = context.core.state.models.find(tag.replace(/^model-/u, ""));
  if (found === undefined || tag !== `model-${found.uuid}` || !isVisible(found, context)) {
    throw entityNotFound(tag);
  }
  return found;
}

function administered(tag: string, context: CallContext): Model {
  const model = visible(tag, context);
  if (modelAccess(model, context) !== "admin") throw permissionDenied();
  return model;
}

function isSuperuser({ auth }: CallContext): boolean {
  return auth.kind === "user" ? auth.user.access === "superuser" : auth.kind === "agent";
}

/** Only about the caller itself, unless it may know of everybody. */
function aboutItself(tag: string, context: CallContext): void {
  const { auth } = context;
  const own = auth.kind === "user" && tag === `user-${auth.user.name}`;
  if (!own && !isSuperuser(context)) throw permissionDenied();
}

function createModel({ name, ...args }: ModelCreateArgs, context: CallContext): ModelInfo {
  const { auth, core } = context;
  if (auth.kind === "user" && auth.user.access === "login") throw permissionDenied();
  const owner = parseTagOf("user", args["owner-tag"]).id;
  aboutItself(`user-${owner}`, context);
  if (core.state.users.find(owner) === undefined) throw entityNotFound(args["owner-tag"]);
  const model = core.state.models.add({ name, owner }, wallNow(core.clock));
  core.state.users.grant(model.uuid, owner, "admin");
  return modelInfo(model, context);
}

function destroyModel(tag: string, force: boolean, context: CallContext): void {
  const { state, controllerModelUuid } = context.core;
  const { uuid } = administered(tag, context);
  if (uuid === controllerModelUuid) throw permissionDenied();
  if (state.agents.list(uuid).length === 0) {
    state.models.remove(uuid);
    return;
  }
  // Its agents are an operator's to end; what is dying takes no new ones.
  if (!force) throw new ApiError("model not empty", { code: "model not empty" });
  state.models.setLife(uuid, "dying");
}

const isAccess = (word: string): word is ModelAccess => MODEL_ACCESS.some((one) => one === word);

function modifyAccess(change: ModifyModelAccess, context: CallContext): void {
  const { users } = context.core.state;
  const { uuid } = administered(change["model-tag"], context);
  const { id } = parseTagOf("user", change["user-tag"]);
  if (users.find(id) === undefined) throw entityNotFound(change["user-tag"]);
  if (change.action === "revoke") {
    users.revoke(uuid, id);
  } else if (change.action === "grant" && isAccess(change.access)) {
    users.grant(uuid, id, change.access);
  } else {
    throw new ApiError(`cannot ${change.action} ${change.access} access`, { code: "not valid" });
  }
}

/** Models, for the people who use them. */
export const modelManagerFacade: ServedFacade = serve(
  UserModelManager,
  { on: ["controller"], allows: administrators },
  {
    ListModels: ({ tag }, context) => {
      aboutItself(tag, context);
      return modelList(context);
    },
    ListModelSummaries: (params, context) => {
      aboutItself(params["user-tag"], context);
      return {
        results: visibleModels(context).map((model) => ({ result: modelSummary(model, context) })),
      };
    },
    ModelInfo: ({ entities }, context) => ({
      results: eachResult<Entity, ModelInfoResult>(entities, {}, ({ tag }) => ({
        result: modelInfo(visible(tag, context), context),
      })),
    }),
    CreateModel: createModel,
    DestroyModels: ({ models }, context) =>
      eachDone(models, ({ force = false, ...model }) =>
        destroyModel(model["model-tag"], force, context),
      ),
    ModifyModelAccess: ({ changes }, context) =>
      eachDone(changes, (change) => modifyAccess(change, context)),
  },
);
