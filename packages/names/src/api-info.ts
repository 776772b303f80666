import type { ModelTag, Tag } from "./tag.js";
import type { Uuid } from "./uuid-type.js";

/** A macaroon as JSON, of version 1 or 2: what is in it is for the controller alone. */
export type Macaroon = Readonly<Record<string, unknown>>;

/** Where a controller is, how to know it, and as whom to log in. */
export interface ApiInfo {
  /** `host:port`, IPv6 in brackets; at least one. */
  addrs: readonly string[];
  /** PEM. With it the controller must prove the name `juju-apiserver`; without, public roots count. */
  caCert?: string;
  /** The public name of the controller, for public roots. */
  sniHostName?: string;
  controllerUuid?: Uuid;
  /** Without it the connection is to the controller alone. */
  modelTag?: ModelTag;
  tag?: Tag;
  /** A secret. */
  password?: string;
  /** The machine's nonce; whatever is no machine has none. */
  nonce?: string;
  /** Sent along with the login, as they are: each with its discharges. */
  macaroons?: readonly (readonly Macaroon[])[];
  /** Only connects. Forbids `tag`, `password` and `macaroons`. */
  skipLogin?: boolean;
}
