import {
  defineFacade,
  Entities,
  type Entity,
  ErrorResults,
  type Facade,
  flag,
  HostedModelStatuses,
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

import { MODEL_ACCESS } from "../../../state/user.js";
import { entityNotFound, permissionDenied } from "../../api-errors.js";
import { eachDone, eachResult } from "../../results.js";
import { administrators, type CallContext, serve, type ServedFacade } from "../../served-facade.js";
import { visibleModels } from "../../visible-models.js";
import { modelList } from "../model-mapping.js";
import { changedAccess } from "./access-change.js";
import { aboutItself } from "./caller-rights.js";
import { modelInfo, modelSummary } from "./model-info.js";
import { modelStatuses } from "./model-status.js";
import { administeredModel, visibleModel } from "./visible-model.js";

interface ModelCreateArgs {
  name: string;
  /** Up to version 10. */
  "owner-tag"?: string;
  /** From version 11 on. */
  qualifier?: string;
}
const ModelCreateArgs: Schema<ModelCreateArgs> = message<ModelCreateArgs>({
  name: text,
  "owner-tag": optional(text),
  qualifier: optional(text),
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
  ModelStatus(params: Entities): HostedModelStatuses;
}

/** What is described for all of us, and what only users call. */
const UserModelManager: Facade<UserModelManagerMethods> = defineFacade<UserModelManagerMethods>({
  ...ModelManager,
  methods: {
    ...ModelManager.methods,
    CreateModel: { params: ModelCreateArgs, result: ModelInfo },
    DestroyModels: { params: DestroyModelsParams, result: ErrorResults },
    ModifyModelAccess: { params: ModifyModelAccessRequest, result: ErrorResults },
    ModelStatus: { params: Entities, result: HostedModelStatuses },
  },
});

/** Whether a version tells a model's owner by a qualifier. */
const isQualified = ({ version }: CallContext): boolean => version >= 11;

function createModel({ name, ...args }: ModelCreateArgs, context: CallContext): ModelInfo {
  const { auth, core } = context;
  if (auth.kind === "user" && auth.user.access === "login") throw permissionDenied();
  const given = isQualified(context) ? `user-${args.qualifier ?? ""}` : (args["owner-tag"] ?? "");
  const { id: owner, tag } = parseTagOf("user", given);
  aboutItself(tag, context);
  if (core.state.users.find(owner) === undefined) throw entityNotFound(tag);
  const model = core.state.models.add({ name, owner }, wallNow(core.clock));
  core.state.users.grant(model.uuid, owner, "admin");
  return modelInfo(model, context, isQualified(context));
}

function destroyModel(tag: string, force: boolean, context: CallContext): void {
  const { state, controllerModelUuid } = context.core;
  const { uuid } = administeredModel(tag, context);
  if (uuid === controllerModelUuid) throw permissionDenied();
  if (state.agents.list(uuid).length === 0) {
    state.models.remove(uuid);
    return;
  }
  // Its agents are an operator's to end; what is dying takes no new ones.
  if (!force) throw new ApiError("model not empty", { code: "model not empty" });
  state.models.setLife(uuid, "dying");
}

function modifyAccess(change: ModifyModelAccess, context: CallContext): void {
  const { users } = context.core.state;
  const { uuid } = administeredModel(change["model-tag"], context);
  const { id } = parseTagOf("user", change["user-tag"]);
  if (users.find(id) === undefined) throw entityNotFound(change["user-tag"]);
  const now = users.granted(uuid, id);
  const access = changedAccess(change, MODEL_ACCESS, { user: id, now });
  if (access === "none") users.revoke(uuid, id);
  else users.grant(uuid, id, access);
}

/** Models, for the people who use them. */
export const modelManagerFacade: ServedFacade = serve(
  UserModelManager,
  { on: ["controller"], allows: administrators },
  {
    ListModels: ({ tag }, context) => {
      aboutItself(tag, context);
      return modelList(context, isQualified(context));
    },
    ListModelSummaries: (params, context) => {
      aboutItself(params["user-tag"], context);
      return {
        results: visibleModels(context).map((model) => ({
          result: modelSummary(model, context, isQualified(context)),
        })),
      };
    },
    ModelInfo: ({ entities }, context) => ({
      results: eachResult<Entity, ModelInfoResult>(entities, {}, ({ tag }) => ({
        result: modelInfo(visibleModel(tag, context), context, isQualified(context)),
      })),
    }),
    ModelStatus: ({ entities }, context) => modelStatuses(entities, isQualified(context), context),
    CreateModel: createModel,
    DestroyModels: ({ models }, context) =>
      eachDone(models, ({ force = false, ...model }) =>
        destroyModel(model["model-tag"], force, context),
      ),
    ModifyModelAccess: ({ changes }, context) =>
      eachDone(changes, (change) => modifyAccess(change, context)),
  },
);
