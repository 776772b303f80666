import * as v from "valibot";

import { LIVES, type Life } from "./life.js";
import {
  integer,
  oneOf,
  optionalInteger,
  optionalJson,
  optionalText,
  type Row,
  text,
} from "./row.js";

/** An address that a machine says it has. */
export interface MachineAddress {
  readonly value: string;
  /** `ipv4`, `ipv6` or `hostname`. */
  readonly type: string;
  readonly scope: string;
}

const machineAddresses: v.GenericSchema<unknown, MachineAddress[]> = v.array(
  v.object({ value: v.string(), type: v.string(), scope: v.string() }),
);

/** A machine or a unit that has an agent. */
export interface Agent {
  /** The model's UUID. */
  readonly model: string;
  readonly tag: string;
  /** The hash of its password: a secret all the same. */
  readonly passwordHash: string;
  /** Empty for a machine that is not provisioned, and for a unit. */
  readonly nonce: string;
  readonly life: Life;
  /** Whether it is a controller's machine, which may log in to any model. */
  readonly managesModels: boolean;
  /** Such as `lxd`; empty for what is no container. */
  readonly containerType: string;
  /** ms since the epoch, as all times here. */
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly hostname: string | undefined;
  readonly status: string;
  readonly statusInfo: string;
  readonly statusData: unknown;
  readonly statusSince: number;
  readonly addresses: readonly MachineAddress[];
}

export function agentOf(row: Row): Agent {
  return {
    model: text(row, "model"),
    tag: text(row, "tag"),
    passwordHash: text(row, "password"),
    nonce: text(row, "nonce"),
    life: oneOf(row, "life", LIVES),
    managesModels: integer(row, "manages_models") === 1,
    containerType: text(row, "container_type"),
    createdAt: integer(row, "created_at"),
    startedAt: optionalInteger(row, "started_at"),
    hostname: optionalText(row, "hostname"),
    status: text(row, "status"),
    statusInfo: text(row, "status_info"),
    statusData: optionalJson(row, "status_data"),
    statusSince: integer(row, "status_since"),
    addresses: v.parse(machineAddresses, optionalJson(row, "addresses") ?? []),
  };
}
