import type { TagText } from "@holdfast/names";
import { list, message, optional, type Schema, text } from "../wire.js";
import { ErrorInfo } from "./common.js";

/** A volume or a filesystem at a machine. */
export interface MachineStorageId {
  "machine-tag": TagText;
  "attachment-tag": TagText;
}
export const MachineStorageId: Schema<MachineStorageId> = message({
  "machine-tag": text,
  "attachment-tag": text,
});

export interface MachineStorageIds {
  ids: MachineStorageId[];
}
export const MachineStorageIds: Schema<MachineStorageIds> = message({
  ids: list(MachineStorageId),
});

/** A watcher that tells which attachments changed; `changes` is its first event. */
export interface MachineStorageIdsWatchResult {
  "watcher-id": string;
  changes: MachineStorageId[];
  error?: ErrorInfo;
}
export const MachineStorageIdsWatchResult: Schema<MachineStorageIdsWatchResult> = message({
  "watcher-id": text,
  changes: list(MachineStorageId),
  error: optional(ErrorInfo),
});

export interface MachineStorageIdsWatchResults {
  results: MachineStorageIdsWatchResult[];
}
export const MachineStorageIdsWatchResults: Schema<MachineStorageIdsWatchResults> = message({
  results: list(MachineStorageIdsWatchResult),
});
