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
  type ModelSummaryResult,
  optional,
  type Schema,
  text,
} from "@holdfast/facades";
import { parseTagOf } from "@holdfast/names";
import { wallNow } from "@holdfast/ports";
import { ApiError } from "@holdfast/rpc";

import type { Model } from "../../../state/model.js";
import { MODEL_ACCESS } from "../../../state/user.js";
import { KEPT } from "../../../bounds.js";
import { entityNotFound, permissionDenied, tooMany } from "../../api-errors.js";
import type { ControllerCore } from "../../controller-core.js";
import type { Steps } from "../../fair-turns.js";
import { checkLength } from "../../kept-words.js";
import { eachDone } from "../../results.js";
import { administrators, type CallContext, serve, type ServedFacade } from "../../served-facade.js";
import { eachInSteps, eachResultInSteps } from "../../steps.js";
import { visibleModels } from "../../visible-models.js";
import { writes, type WritingContext, written } from "../../writes.js";
import { modelList } from "../model-mapping.js";
import { changedAccess } from "./access-change.js";
import { aboutItself, isSuperuser } from "./caller-rights.js";
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

function* modelSummaries(context: CallContext): Steps<{ results: ModelSummaryResult[] }> {
  const results = yield* eachInSteps(visibleModels(context), (model) => ({
    result: modelSummary(model, context, isQualified(context)),
  }));
  return { results };
}

/** Machines of one answer after which it tells of no further model. */
const MOST_MACHINES = 20_000;

function* modelInfos(
  entities: readonly Entity[],
  context: CallContext,
): Steps<{ results: ModelInfoResult[] }> {
  let machines = 0;
  const results = yield* eachResultInSteps<Entity, ModelInfoResult>(
    entities,
    {},
    function* ({ tag }) {
      const model = visibleModel(tag, context);
      if (machines > MOST_MACHINES) throw tooMany("machines", MOST_MACHINES);
      const result = yield* modelInfo(model, context, isQualified(context));
      machines += result.machines.length;
      return { result };
    },
  );
  return { results };
}

function createModel({ name, ...args }: ModelCreateArgs, context: WritingContext): Model {
  const { auth, core } = context;
  if (auth.kind === "user" && auth.user.access === "login") throw permissionDenied();
  checkLength("a model's name", name, KEPT.name);
  const given = isQualified(context) ? `user-${args.qualifier ?? ""}` : (args["owner-tag"] ?? "");
  const { id: owner, tag } = parseTagOf("user", given);
  aboutItself(tag, context);
  if (core.state.users.find(owner) === undefined) throw entityNotFound(tag);
  if (!isSuperuser(context)) checkModelCount(owner, core);
  const model = core.state.models.add({ name, owner }, wallNow(core.clock));
  core.state.users.grant(model.uuid, owner, "admin");
  return model;
}

/** @throws ApiError `quota limit exceeded` */
function checkModelCount(owner: string, { state }: ControllerCore): void {
  const own = state.models.list().filter((model) => model.owner === owner);
  if (own.length < KEPT.modelsOfUser) return;
  throw new ApiError(`${owner} has ${own.length} models already; destroy some of them`, {
    code: "quota limit exceeded",
  });
}

function destroyModel(tag: string, force: boolean, context: WritingContext): void {
  const { state, controllerModelUuid } = context.core;
  const { uuid } = administeredModel(tag, context);
  if (uuid === controllerModelUuid) throw permissionDenied();
  if (state.agents.page(uuid, "", 1).length === 0) {
    state.models.remove(uuid);
    return;
  }
  // Its agents are an operator's to end; what is dying takes no new ones.
  if (!force) throw new ApiError("model not empty", { code: "model not empty" });
  state.models.setLife(uuid, "dying");
}

function modifyAccess(change: ModifyModelAccess, context: WritingContext): void {
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
      return modelSummaries(context);
    },
    ModelInfo: ({ entities }, context) => modelInfos(entities, context),
    ModelStatus: ({ entities }, context) => modelStatuses(entities, isQualified(context), context),
    CreateModel: async (args, context) => {
      const model = await written(context, (writing) => createModel(args, writing));
      return modelInfo(model, context, isQualified(context));
    },
    DestroyModels: writes(({ models }, context) =>
      eachDone(models, ({ force = false, ...model }) =>
        destroyModel(model["model-tag"], force, context),
      ),
    ),
    ModifyModelAccess: writes(({ changes }, context) =>
      eachDone(changes, (change) => modifyAccess(change, context)),
    ),
  },
);
