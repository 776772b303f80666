import type { TagText } from "@holdfast/names";
import { integer, list, message, optional, type Schema, text } from "../wire.js";
import { ErrorInfo } from "./common.js";

/** How much there is in a model; who owns it is `owner-tag` in Juju 3, and `qualifier` in 4. */
export interface HostedModelStatus {
  "model-tag": TagText;
  life: string;
  type: string;
  "hosted-machine-count": number;
  "application-count": number;
  "unit-count": number;
  "owner-tag"?: TagText;
  qualifier?: string;
  error?: ErrorInfo;
}
export const HostedModelStatus: Schema<HostedModelStatus> = message({
  "model-tag": text,
  life: text,
  type: text,
  "hosted-machine-count": integer,
  "application-count": integer,
  "unit-count": integer,
  "owner-tag": optional(text),
  qualifier: optional(text),
  error: optional(ErrorInfo),
});

export interface HostedModelStatuses {
  models: HostedModelStatus[];
}
export const HostedModelStatuses: Schema<HostedModelStatuses> = message({
  models: list(HostedModelStatus),
});
