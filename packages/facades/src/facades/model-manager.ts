import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { Entities, Entity, ErrorInfo } from "../messages/common.js";
import {
  anything,
  attributes,
  flag,
  integer,
  list,
  message,
  nullableText,
  optional,
  type Schema,
  text,
} from "../wire.js";
import { UserModelList } from "./controller.js";

export interface ModelSummariesRequest {
  "user-tag": TagText;
  all?: boolean;
}
export const ModelSummariesRequest: Schema<ModelSummariesRequest> = message({
  "user-tag": text,
  all: optional(flag),
});

/** How a model is; `since` is RFC 3339, or `null` where that is unknown. */
export interface ModelInfoStatus {
  status: string;
  info: string;
  data?: Record<string, unknown>;
  since: string | null;
}
export const ModelInfoStatus: Schema<ModelInfoStatus> = message({
  status: text,
  info: text,
  data: optional(attributes),
  since: nullableText,
});

/** How many there are of something (`machines`, `cores`, `units`). */
export interface ModelEntityCount {
  entity: string;
  count: number;
}
export const ModelEntityCount: Schema<ModelEntityCount> = message({ entity: text, count: integer });

export interface ModelSla {
  level: string;
  owner: string;
}
export const ModelSla: Schema<ModelSla> = message({ level: text, owner: text });

/** What a model is: of both the short and the long description. */
interface ModelBasics {
  name: string;
  uuid: string;
  type: string;
  "controller-uuid": string;
  "is-controller": boolean;
  "provider-type"?: string;
  "cloud-tag": TagText;
  "cloud-region"?: string;
  /** Up to version 10. */
  "owner-tag"?: TagText;
  /** From version 11 on: the owner in another way. */
  qualifier?: string;
  life: string;
  status?: ModelInfoStatus;
  /** Up to version 10. */
  sla?: ModelSla;
  /** As text (`3.6.1`), however Juju's own schema describes it. */
  "agent-version": string;
}

const basics = {
  name: text,
  uuid: text,
  type: text,
  "controller-uuid": text,
  "is-controller": flag,
  "provider-type": optional(text),
  "cloud-tag": text,
  "cloud-region": optional(text),
  "owner-tag": optional(text),
  qualifier: optional(text),
  life: text,
  status: optional(ModelInfoStatus),
  sla: optional(ModelSla),
  "agent-version": text,
};

export interface ModelSummary extends ModelBasics {
  "user-access": string;
  /** RFC 3339, or `null` for never. */
  "last-connection": string | null;
  counts: ModelEntityCount[];
}
export const ModelSummary: Schema<ModelSummary> = message({
  ...basics,
  "user-access": text,
  "last-connection": nullableText,
  counts: list(ModelEntityCount),
});

export interface ModelSummaryResult {
  result?: ModelSummary;
  error?: ErrorInfo;
}
export const ModelSummaryResult: Schema<ModelSummaryResult> = message({
  result: optional(ModelSummary),
  error: optional(ErrorInfo),
});

export interface ModelSummaryResults {
  results: ModelSummaryResult[];
}
export const ModelSummaryResults: Schema<ModelSummaryResults> = message({
  results: list(ModelSummaryResult),
});

/** Who may use a model, and how. */
export interface ModelUserInfo {
  "model-tag": TagText;
  user: string;
  "display-name": string;
  /** RFC 3339, or `null` for never. */
  "last-connection": string | null;
  access: string;
}
export const ModelUserInfo: Schema<ModelUserInfo> = message({
  "model-tag": text,
  user: text,
  "display-name": text,
  "last-connection": nullableText,
  access: text,
});

export interface ModelMachineInfo {
  id: string;
  "instance-id"?: string;
  "display-name"?: string;
  status?: string;
  message?: string;
}
export const ModelMachineInfo: Schema<ModelMachineInfo> = message({
  id: text,
  "instance-id": optional(text),
  "display-name": optional(text),
  status: optional(text),
  message: optional(text),
});

export interface ModelInfo extends ModelBasics {
  users: ModelUserInfo[];
  machines: ModelMachineInfo[];
  "secret-backends": unknown[];
}
export const ModelInfo: Schema<ModelInfo> = message({
  ...basics,
  users: list(ModelUserInfo),
  machines: list(ModelMachineInfo),
  "secret-backends": list(anything),
});

export interface ModelInfoResult {
  result?: ModelInfo;
  error?: ErrorInfo;
}
export const ModelInfoResult: Schema<ModelInfoResult> = message({
  result: optional(ModelInfo),
  error: optional(ErrorInfo),
});

export interface ModelInfoResults {
  results: ModelInfoResult[];
}
export const ModelInfoResults: Schema<ModelInfoResults> = message({
  results: list(ModelInfoResult),
});

/** The models of a controller, as their users see them. */
export interface ModelManagerMethods {
  ListModels(params: Entity): UserModelList;
  ListModelSummaries(params: ModelSummariesRequest): ModelSummaryResults;
  ModelInfo(params: Entities): ModelInfoResults;
}

export const ModelManager: Facade<ModelManagerMethods> = defineFacade<ModelManagerMethods>({
  name: "ModelManager",
  version: 10,
  methods: {
    ListModels: { params: Entity, result: UserModelList },
    ListModelSummaries: { params: ModelSummariesRequest, result: ModelSummaryResults },
    ModelInfo: { params: Entities, result: ModelInfoResults },
  },
});
