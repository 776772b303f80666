import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import {
  Empty,
  Entities,
  ErrorInfo,
  ErrorResults,
  LifeResults,
  StringResult,
  StringResults,
  StringsResult,
} from "../messages/common.js";
import { ControllerConfigResult, ModelConfigResult } from "../messages/config.js";
import { Servers } from "../messages/host-port.js";
import { NotifyWatchResult, StringsWatchResults } from "../messages/watch.js";
import { flag, list, map, message, optional, type Schema, text } from "../wire.js";

export interface MachineContainers {
  "machine-tag": TagText;
  "container-types": string[];
}
export const MachineContainers: Schema<MachineContainers> = message({
  "machine-tag": text,
  "container-types": list(text),
});

export interface MachineContainersParams {
  params: MachineContainers[];
}
export const MachineContainersParams: Schema<MachineContainersParams> = message({
  params: list(MachineContainers),
});

/** What containers a machine can have; `determined` where that is known. */
export interface MachineContainerResult {
  "container-types": string[];
  determined: boolean;
  error?: ErrorInfo;
}
export const MachineContainerResult: Schema<MachineContainerResult> = message({
  "container-types": list(text),
  determined: flag,
  error: optional(ErrorInfo),
});

export interface MachineContainerResults {
  results: MachineContainerResult[];
}
export const MachineContainerResults: Schema<MachineContainerResults> = message({
  results: list(MachineContainerResult),
});

export interface ContainerManagerConfigParams {
  type: string;
}
export const ContainerManagerConfigParams: Schema<ContainerManagerConfigParams> = message({
  type: text,
});

export interface ContainerManagerConfig {
  config: Record<string, string>;
}
export const ContainerManagerConfig: Schema<ContainerManagerConfig> = message({
  config: map(text),
});

export interface WatchContainer {
  "machine-tag": TagText;
  "container-type": string;
}
export const WatchContainer: Schema<WatchContainer> = message({
  "machine-tag": text,
  "container-type": text,
});

export interface WatchContainers {
  params: WatchContainer[];
}
export const WatchContainers: Schema<WatchContainers> = message({ params: list(WatchContainer) });

/** The containers that a machine is to have. */
export interface ProvisionerMethods {
  Life(params: Entities): LifeResults;
  SupportedContainers(params: Entities): MachineContainerResults;
  SetSupportedContainers(params: MachineContainersParams): ErrorResults;
  ContainerManagerConfig(params: ContainerManagerConfigParams): ContainerManagerConfig;
  AvailabilityZone(params: Entities): StringResults;
  WatchContainers(params: WatchContainers): StringsWatchResults;
  WatchAllContainers(params: WatchContainers): StringsWatchResults;
  ModelConfig(params: Empty): ModelConfigResult;
  WatchForModelConfigChanges(params: Empty): NotifyWatchResult;
  ControllerConfig(params: Empty): ControllerConfigResult;
  ModelUUID(params: Empty): StringResult;
  APIHostPorts(params: Empty): Servers;
  APIAddresses(params: Empty): StringsResult;
  WatchAPIHostPorts(params: Empty): NotifyWatchResult;
}

export const Provisioner: Facade<ProvisionerMethods> = defineFacade<ProvisionerMethods>({
  name: "Provisioner",
  version: 11,
  versions: [11, 12],
  methods: {
    Life: { params: Entities, result: LifeResults },
    SupportedContainers: { params: Entities, result: MachineContainerResults },
    SetSupportedContainers: { params: MachineContainersParams, result: ErrorResults },
    ContainerManagerConfig: {
      params: ContainerManagerConfigParams,
      result: ContainerManagerConfig,
    },
    AvailabilityZone: { params: Entities, result: StringResults },
    WatchContainers: { params: WatchContainers, result: StringsWatchResults },
    WatchAllContainers: { params: WatchContainers, result: StringsWatchResults },
    ModelConfig: { params: Empty, result: ModelConfigResult },
    WatchForModelConfigChanges: { params: Empty, result: NotifyWatchResult },
    ControllerConfig: { params: Empty, result: ControllerConfigResult },
    ModelUUID: { params: Empty, result: StringResult },
    APIHostPorts: { params: Empty, result: Servers },
    APIAddresses: { params: Empty, result: StringsResult },
    WatchAPIHostPorts: { params: Empty, result: NotifyWatchResult },
  },
});
