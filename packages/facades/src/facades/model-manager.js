import { defineFacade } from "../facade.js";
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
  text,
} from "../wire.js";
import { UserModelList } from "./controller.js";
export const ModelSummariesRequest = message({
  "user-tag": text,
  all: optional(flag),
});
export const ModelStatus = message({
  status: text,
  info: text,
  data: optional(attributes),
  since: nullableText,
});
export const ModelEntityCount = message({ entity: text, count: integer });
export const ModelSla = message({ level: text, owner: text });
const basics = {
  name: text,
  uuid: text,
  type: text,
  "controller-uuid": text,
  "is-controller": flag,
  "provider-type": optional(text),
  "cloud-tag": text,
  "cloud-region": optional(text),
  "owner-tag": text,
  life: text,
  status: optional(ModelStatus),
  sla: ModelSla,
  "agent-version": text,
};
export const ModelSummary = message({
  ...basics,
  "user-access": text,
  "last-connection": nullableText,
  counts: list(ModelEntityCount),
});
export const ModelSummaryResult = message({
  result: optional(ModelSummary),
  error: optional(ErrorInfo),
});
export const ModelSummaryResults = message({
  results: list(ModelSummaryResult),
});
export const ModelUserInfo = message({
  "model-tag": text,
  user: text,
  "display-name": text,
  "last-connection": nullableText,
  access: text,
});
export const ModelMachineInfo = message({
  id: text,
  "instance-id": optional(text),
  "display-name": optional(text),
  status: optional(text),
  message: optional(text),
});
export const ModelInfo = message({
  ...basics,
  users: list(ModelUserInfo),
  machines: list(ModelMachineInfo),
  "secret-backends": list(anything),
});
export const ModelInfoResult = message({
  result: optional(ModelInfo),
  error: optional(ErrorInfo),
});
export const ModelInfoResults = message({
  results: list(ModelInfoResult),
});
export const ModelManager = defineFacade({
  name: "ModelManager",
  version: 10,
  methods: {
    ListModels: { params: Entity, result: UserModelList },
    ListModelSummaries: { params: ModelSummariesRequest, result: ModelSummaryResults },
    ModelInfo: { params: Entities, result: ModelInfoResults },
  },
});
