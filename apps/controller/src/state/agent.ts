import type { Life } from "./life.js";
import type { PasswordHash } from "./password-hash.js";

/** An address that a machine says it has. */
export interface MachineAddress {
  readonly value: string;
  /** `ipv4`, `ipv6` or `hostname`. */
  readonly type: string;
  readonly scope: string;
}

/** What a machine is asked to do to itself. */
export const REBOOT_ACTIONS = ["reboot", "shutdown"] as const;
export type RebootAction = (typeof REBOOT_ACTIONS)[number];

/** A machine or a unit that has an agent. */
export interface Agent {
  /** The model's UUID. */
  readonly model: string;
  readonly tag: string;
  /** A secret all the same. */
  readonly passwordHash: PasswordHash;
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
  /** Which binary it says it is, such as `3.6.28-ubuntu-amd64`; undefined until it says so. */
  readonly agentVersion: string | undefined;
  /** The fingerprints of the authorities that it says it trusts; undefined until it says so. */
  readonly authorities: readonly string[] | undefined;
  /** What its machine is asked to do, until its agent takes that back to do it. */
  readonly reboot: RebootAction | undefined;
}

/** An agent to be added. */
export interface NewAgent {
  readonly model: string;
  readonly tag: string;
  readonly passwordHash: PasswordHash;
  /** Empty for a machine that is not provisioned yet. */
  readonly nonce: string;
  readonly managesModels: boolean;
  readonly containerType: string;
}
