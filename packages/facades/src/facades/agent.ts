import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { Empty, Entities, ErrorInfo, ErrorResults } from "../messages/common.js";
import { ControllerConfigResult, ModelConfigResult } from "../messages/config.js";
import { ControllerApiInfoResults } from "../messages/controller-api-info.js";
import { NotifyWatchResult, NotifyWatchResults } from "../messages/watch.js";
import { flag, integer, list, message, optional, type Schema, text } from "../wire.js";

export interface AgentEntity {
  life: string;
  /** `JobHostUnits`, `JobManageModel`; empty for units. */
  jobs: string[];
  "container-type": string;
  error?: ErrorInfo;
}
export const AgentEntity: Schema<AgentEntity> = message({
  life: text,
  jobs: list(text),
  "container-type": text,
  error: optional(ErrorInfo),
});

export interface AgentEntities {
  entities: AgentEntity[];
}
export const AgentEntities: Schema<AgentEntities> = message({ entities: list(AgentEntity) });

/** `password` is a secret: keep it out of every log. Juju wants at least 24 bytes. */
export interface EntityPassword {
  tag: TagText;
  password: string;
}
export const EntityPassword: Schema<EntityPassword> = message({ tag: text, password: text });

export interface EntityPasswords {
  changes: EntityPassword[];
}
export const EntityPasswords: Schema<EntityPasswords> = message({ changes: list(EntityPassword) });

/** What a controller's own agent needs to serve the API. */
export interface StateServingInfo {
  "api-port": number;
  "controller-api-port"?: number;
  "state-port": number;
  cert: string;
  "private-key": string;
  "ca-private-key": string;
  "shared-secret": string;
  "system-identity": string;
}
export const StateServingInfo: Schema<StateServingInfo> = message({
  "api-port": integer,
  "controller-api-port": optional(integer),
  "state-port": integer,
  cert: text,
  "private-key": text,
  "ca-private-key": text,
  "shared-secret": text,
  "system-identity": text,
});

export interface IsMasterResult {
  master: boolean;
}
export const IsMasterResult: Schema<IsMasterResult> = message({ master: flag });

/** What an agent may ask and say about itself; another's tag gets `unauthorized access`. */
export interface AgentMethods {
  GetEntities(params: Entities): AgentEntities;
  SetPasswords(params: EntityPasswords): ErrorResults;
  ClearReboot(params: Entities): ErrorResults;
  WatchCredentials(params: Entities): NotifyWatchResults;
  /** The model's configuration, for the agents in it. */
  ModelConfig(params: Empty): ModelConfigResult;
  /** One watcher, not a list of them. */
  WatchForModelConfigChanges(params: Empty): NotifyWatchResult;
  ControllerConfig(params: Empty): ControllerConfigResult;
  ControllerAPIInfoForModels(params: Entities): ControllerApiInfoResults;
  /** Controllers only. */
  StateServingInfo(params: Empty): StateServingInfo;
  /** Controllers only. */
  IsMaster(params: Empty): IsMasterResult;
}

export const Agent: Facade<AgentMethods> = defineFacade<AgentMethods>({
  name: "Agent",
  version: 3,
  methods: {
    GetEntities: { params: Entities, result: AgentEntities },
    SetPasswords: { params: EntityPasswords, result: ErrorResults },
    ClearReboot: { params: Entities, result: ErrorResults },
    WatchCredentials: { params: Entities, result: NotifyWatchResults },
    ModelConfig: { params: Empty, result: ModelConfigResult },
    WatchForModelConfigChanges: { params: Empty, result: NotifyWatchResult },
    ControllerConfig: { params: Empty, result: ControllerConfigResult },
    ControllerAPIInfoForModels: { params: Entities, result: ControllerApiInfoResults },
    StateServingInfo: { params: Empty, result: StateServingInfo },
    IsMaster: { params: Empty, result: IsMasterResult },
  },
});
