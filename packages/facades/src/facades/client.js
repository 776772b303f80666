import { defineFacade } from "../facade.js";
import { Empty } from "../messages/common.js";
import { AllWatcherId } from "../messages/watch.js";
import {
  anything,
  attributes,
  flag,
  list,
  map,
  message,
  nullableText,
  optional,
  text,
} from "../wire.js";
export const StatusParams = message({
  patterns: list(text),
  "include-storage": optional(flag),
});
export const DetailedStatus = message({
  status: text,
  info: text,
  data: attributes,
  since: nullableText,
  kind: text,
  version: text,
  life: text,
});
export const MeterStatus = message({ color: text, message: text });
export const ModelStatusInfo = message({
  name: text,
  type: text,
  "cloud-tag": text,
  region: optional(text),
  version: text,
  "available-version": text,
  "model-status": DetailedStatus,
  "meter-status": MeterStatus,
  sla: text,
});
export const Base = message({ name: text, channel: text });
export const MachineStatus = message({
  "agent-status": DetailedStatus,
  "instance-status": DetailedStatus,
  "modification-status": DetailedStatus,
  hostname: optional(text),
  "dns-name": text,
  "ip-addresses": optional(list(text)),
  "instance-id": text,
  "display-name": text,
  base: Base,
  id: text,
  containers: attributes,
  constraints: text,
  hardware: text,
  jobs: list(text),
  "has-vote": flag,
  "wants-vote": flag,
});
export const FullStatus = message({
  model: ModelStatusInfo,
  machines: map(MachineStatus),
  applications: attributes,
  "remote-applications": attributes,
  offers: attributes,
  relations: list(anything),
  "controller-timestamp": nullableText,
  branches: attributes,
});
export const Client = defineFacade({
  name: "Client",
  version: 7,
  methods: {
    FullStatus: { params: StatusParams, result: FullStatus },
    WatchAll: { params: Empty, result: AllWatcherId },
  },
});
