import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import {
  Empty,
  Entities,
  ErrorInfo,
  ErrorResults,
  LifeResults,
  StringsResult,
} from "../messages/common.js";
import { Address, Servers } from "../messages/host-port.js";
import { SetMachineNetworkConfig } from "../messages/network-config.js";
import { NotifyWatchResult, NotifyWatchResults } from "../messages/watch.js";
import { attributes, flag, list, message, optional, type Schema, text } from "../wire.js";

/** A machine's status: `started`, `stopped`, `error`, … with free words and data. */
export interface EntityStatus {
  tag: TagText;
  status: string;
  info: string;
  data: Record<string, unknown>;
}
export const EntityStatus: Schema<EntityStatus> = message({
  tag: text,
  status: text,
  info: text,
  data: attributes,
});

export interface SetStatus {
  entities: EntityStatus[];
}
export const SetStatus: Schema<SetStatus> = message({ entities: list(EntityStatus) });

export interface MachineAddresses {
  tag: TagText;
  addresses: Address[];
}
export const MachineAddresses: Schema<MachineAddresses> = message({
  tag: text,
  addresses: list(Address),
});

export interface SetMachinesAddresses {
  "machine-addresses": MachineAddresses[];
}
export const SetMachinesAddresses: Schema<SetMachinesAddresses> = message({
  "machine-addresses": list(MachineAddresses),
});

export interface JobsResult {
  jobs: string[];
  error?: ErrorInfo;
}
export const JobsResult: Schema<JobsResult> = message({
  jobs: list(text),
  error: optional(ErrorInfo),
});

export interface JobsResults {
  results: JobsResult[];
}
export const JobsResults: Schema<JobsResults> = message({ results: list(JobsResult) });

export interface AgentStart {
  tag: TagText;
  hostname?: string;
}
export const AgentStart: Schema<AgentStart> = message({ tag: text, hostname: optional(text) });

export interface RecordAgentStartInformationArgs {
  args: AgentStart[];
}
export const RecordAgentStartInformationArgs: Schema<RecordAgentStartInformationArgs> = message({
  args: list(AgentStart),
});

export interface IsControllerResult {
  "is-controller": boolean;
  error?: ErrorInfo;
}
export const IsControllerResult: Schema<IsControllerResult> = message({
  "is-controller": flag,
  error: optional(ErrorInfo),
});

export interface IsControllerResults {
  results: IsControllerResult[];
}
export const IsControllerResults: Schema<IsControllerResults> = message({
  results: list(IsControllerResult),
});

/** What a machine's agent tells of its machine, and where it learns the controller's addresses. */
export interface MachinerMethods {
  Life(params: Entities): LifeResults;
  Watch(params: Entities): NotifyWatchResults;
  EnsureDead(params: Entities): ErrorResults;
  /** Version 5 only. */
  Jobs(params: Entities): JobsResults;
  /** Since Juju 4.0. */
  IsController(params: Entities): IsControllerResults;
  SetStatus(params: SetStatus): ErrorResults;
  /** Juju 3; 4 answers, and stores nothing. */
  SetMachineAddresses(params: SetMachinesAddresses): ErrorResults;
  /** How a controller learns a machine's addresses: Juju 4 by this alone. */
  SetObservedNetworkConfig(params: SetMachineNetworkConfig): Empty;
  /** Juju 4 forgets the machine's host name where none is told. */
  RecordAgentStartInformation(params: RecordAgentStartInformationArgs): ErrorResults;
  /** The same without a host name. */
  RecordAgentStartTime(params: Entities): ErrorResults;
  /** Where the controller's machines listen, for agents. */
  APIHostPorts(params: Empty): Servers;
  /** The same as `host:port`, without what is known of each address. */
  APIAddresses(params: Empty): StringsResult;
  /** One watcher, not a list of them. */
  WatchAPIHostPorts(params: Empty): NotifyWatchResult;
}

export const Machiner: Facade<MachinerMethods> = defineFacade<MachinerMethods>({
  name: "Machiner",
  version: 5,
  versions: [5, 6],
  methods: {
    Life: { params: Entities, result: LifeResults },
    Watch: { params: Entities, result: NotifyWatchResults },
    EnsureDead: { params: Entities, result: ErrorResults },
    Jobs: { params: Entities, result: JobsResults },
    IsController: { params: Entities, result: IsControllerResults },
    SetStatus: { params: SetStatus, result: ErrorResults },
    SetMachineAddresses: { params: SetMachinesAddresses, result: ErrorResults },
    SetObservedNetworkConfig: { params: SetMachineNetworkConfig, result: Empty },
    RecordAgentStartTime: { params: Entities, result: ErrorResults },
    RecordAgentStartInformation: {
      params: RecordAgentStartInformationArgs,
      result: ErrorResults,
    },
    APIHostPorts: { params: Empty, result: Servers },
    APIAddresses: { params: Empty, result: StringsResult },
    WatchAPIHostPorts: { params: Empty, result: NotifyWatchResult },
  },
});
