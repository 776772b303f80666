import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
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
  type Schema,
  text,
} from "../wire.js";

export interface StatusParams {
  patterns: string[];
  "include-storage"?: boolean;
}
export const StatusParams: Schema<StatusParams> = message({
  patterns: list(text),
  "include-storage": optional(flag),
});

/** How something is; `since` is RFC 3339, or `null` where that is unknown. */
export interface DetailedStatus {
  status: string;
  info: string;
  data: Record<string, unknown>;
  since: string | null;
  kind: string;
  version: string;
  life: string;
}
export const DetailedStatus: Schema<DetailedStatus> = message({
  status: text,
  info: text,
  data: attributes,
  since: nullableText,
  kind: text,
  version: text,
  life: text,
});

export interface MeterStatus {
  color: string;
  message: string;
}
export const MeterStatus: Schema<MeterStatus> = message({ color: text, message: text });

export interface ModelStatusInfo {
  name: string;
  type: string;
  "cloud-tag": TagText;
  region?: string;
  version: string;
  "available-version": string;
  "model-status": DetailedStatus;
  /** Not in Juju 4. */
  "meter-status"?: MeterStatus;
  /** Not in Juju 4. */
  sla?: string;
}
export const ModelStatusInfo: Schema<ModelStatusInfo> = message({
  name: text,
  type: text,
  "cloud-tag": text,
  region: optional(text),
  version: text,
  "available-version": text,
  "model-status": DetailedStatus,
  "meter-status": optional(MeterStatus),
  sla: optional(text),
});

/** An operating system, such as `ubuntu`, `22.04/stable`. */
export interface Base {
  name: string;
  channel: string;
}
export const Base: Schema<Base> = message({ name: text, channel: text });

export interface MachineStatus {
  "agent-status": DetailedStatus;
  "instance-status": DetailedStatus;
  "modification-status": DetailedStatus;
  hostname?: string;
  "dns-name": string;
  "ip-addresses"?: string[];
  "instance-id": string;
  "display-name": string;
  base: Base;
  id: string;
  containers: Record<string, unknown>;
  constraints: string;
  hardware: string;
  jobs: string[];
  "has-vote": boolean;
  "wants-vote": boolean;
}
export const MachineStatus: Schema<MachineStatus> = message({
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

/** What is in a model. What Holdfast keeps nothing of (applications, …) is only passed on. */
export interface FullStatus {
  model: ModelStatusInfo;
  machines: Record<string, MachineStatus>;
  applications: Record<string, unknown>;
  "remote-applications": Record<string, unknown>;
  offers: Record<string, unknown>;
  relations: unknown[];
  "controller-timestamp": string | null;
  branches: Record<string, unknown>;
}
export const FullStatus: Schema<FullStatus> = message({
  model: ModelStatusInfo,
  machines: map(MachineStatus),
  applications: attributes,
  "remote-applications": attributes,
  offers: attributes,
  relations: list(anything),
  "controller-timestamp": nullableText,
  branches: attributes,
});

/** What a user asks about a model. */
export interface ClientMethods {
  FullStatus(params: StatusParams): FullStatus;
  /** A watcher for `AllWatcher`. */
  WatchAll(params: Empty): AllWatcherId;
}

export const Client: Facade<ClientMethods> = defineFacade<ClientMethods>({
  name: "Client",
  version: 7,
  versions: [6, 7, 8],
  methods: {
    FullStatus: { params: StatusParams, result: FullStatus },
    WatchAll: { params: Empty, result: AllWatcherId },
  },
});
