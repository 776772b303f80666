// What comes along with an error, where its code calls for something. (Juju's `error-info`.)
import type { TagText } from "@holdfast/names";
import { anything, list, message, optional, type Schema, text } from "../wire.js";
import { HostPort } from "./host-port.js";

/** What comes with `macaroon discharge required`. */
export interface DischargeRequiredInfo {
  /** Of the older kind. */
  macaroon?: unknown;
  /** Of the newer kind, to be preferred. */
  "bakery-macaroon"?: unknown;
  /** The path of the cookie to keep it in. */
  "macaroon-path"?: string;
}
export const DischargeRequiredInfo: Schema<DischargeRequiredInfo> = message({
  macaroon: optional(anything),
  "bakery-macaroon": optional(anything),
  "macaroon-path": optional(text),
});

/** What comes with `redirection required`: where to go instead. */
export interface RedirectionInfo {
  /** One list for each of the other controller's machines; none where it has to be asked for. */
  servers: HostPort[][];
  "ca-cert": string;
  /** Not yet known to be a tag. */
  "controller-tag"?: TagText;
  "controller-alias"?: string;
}
export const RedirectionInfo: Schema<RedirectionInfo> = message({
  servers: list(list(HostPort)),
  "ca-cert": text,
  "controller-tag": optional(text),
  "controller-alias": optional(text),
});

/** What comes with `not leader`: the server that is. */
export interface NotLeaderInfo {
  "server-address": string;
  "server-id": string;
}
export const NotLeaderInfo: Schema<NotLeaderInfo> = message({
  "server-address": text,
  "server-id": text,
});
