import { flag, integer, list, message, optional, type Schema, text } from "../wire.js";

/** An address of a machine. */
export interface Address {
  value: string;
  /** `ipv4`, `ipv6` or `hostname`. */
  type: string;
  /** `''` (unknown), `public`, `local-cloud`, `local-fan`, `local-machine` or `link-local`. */
  scope: string;
  cidr?: string;
  "space-name"?: string;
  "space-id"?: string;
  "config-type"?: string;
  "is-secondary"?: boolean;
}

const addressMembers = {
  value: text,
  type: text,
  scope: text,
  cidr: optional(text),
  "space-name": optional(text),
  "space-id": optional(text),
  "config-type": optional(text),
  "is-secondary": optional(flag),
};

export const Address: Schema<Address> = message(addressMembers);

/** An address and a port on it: one place where a controller listens. */
export interface HostPort extends Address {
  port: number;
}
export const HostPort: Schema<HostPort> = message({ ...addressMembers, port: integer });

/** One list for each machine of a controller. */
export interface Servers {
  servers: HostPort[][];
}
export const Servers: Schema<Servers> = message({ servers: list(list(HostPort)) });
