import { defineFacade } from "../facade.js";
import {
  Empty,
  Entities,
  ErrorInfo,
  ErrorResults,
  LifeResults,
  StringsResult,
} from "../messages/common.js";
import { Address, Servers } from "../messages/host-port.js";
import { NotifyWatchResult, NotifyWatchResults } from "../messages/watch.js";
import { attributes, list, message, optional, text } from "../wire.js";
export const EntityStatus = message({
  tag: text,
  status: text,
  info: text,
  data: attributes,
});
export const SetStatus = message({ entities: list(EntityStatus) });
export const MachineAddresses = message({
  tag: text,
  addresses: list(Address),
});
export const SetMachinesAddresses = message({
  "machine-addresses": list(MachineAddresses),
});
export const JobsResult = message({
  jobs: list(text),
  error: optional(ErrorInfo),
});
export const JobsResults = message({ results: list(JobsResult) });
export const AgentStart = message({ tag: text, hostname: optional(text) });
export const RecordAgentStartInformationArgs = message({
  args: list(AgentStart),
});
export const Machiner = defineFacade({
  name: "Machiner",
  version: 5,
  methods: {
    Life: { params: Entities, result: LifeResults },
    Watch: { params: Entities, result: NotifyWatchResults },
    EnsureDead: { params: Entities, result: ErrorResults },
    Jobs: { params: Entities, result: JobsResults },
    SetStatus: { params: SetStatus, result: ErrorResults },
    SetMachineAddresses: { params: SetMachinesAddresses, result: ErrorResults },
    RecordAgentStartInformation: {
      params: RecordAgentStartInformationArgs,
      result: ErrorResults,
    },
    APIHostPorts: { params: Empty, result: Servers },
    APIAddresses: { params: Empty, result: StringsResult },
    WatchAPIHostPorts: { params: Empty, result: NotifyWatchResult },
  },
});
