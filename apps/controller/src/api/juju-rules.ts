import type { ApiError } from "@holdfast/rpc";

import type { ConfigValue } from "../state/model-config.js";
import type { Credentials } from "./credentials.js";

/** How a release words what it refuses. The codes are the same in all: clients decide by those. */
export interface Refusals {
  unknownFacade(facade: string, version: number): ApiError;
  unknownVersion(facade: string, version: number): ApiError;
  unknownMethod(facade: string, version: number, method: string): ApiError;
  unknownWatcher(id: string): ApiError;
  /** `fault` says what is wrong with the password that an agent wants to have. */
  unfitPassword(tag: string, fault: string): ApiError;
}

/** How a release looks at an agent that logs in. */
export interface AdmissionRules {
  /** Why credentials of an entity of that kind are refused before any is looked up. */
  refusedUnseen(kind: string, credentials: Credentials): ApiError | undefined;
  /** What the right password with a nonce that is not the stored one is answered. */
  wrongNonce(machine: string): ApiError;
}

/** What a release does otherwise than others with the same facade in the same version. */
export interface JujuTraits {
  /** Whether a machine of the controller may call what is for users, such as `ModelManager`. */
  readonly machinesSeeModels: boolean;
  /** The container that `GetEntities` says every machine is; undefined where it tells the truth. */
  readonly everyContainerType: string | undefined;
  /** Whether an agent that is dead may set a password. */
  readonly deadSetPasswords: boolean;
  /** Whether `SetMachineAddresses` is heeded, rather than answered alone. */
  readonly heedsMachineAddresses: boolean;
  /** Whether the host name that is stored outlives a start without one. */
  readonly keepsHostname: boolean;
  /** Whether there are watchers of everything in a model, and of all models. */
  readonly watchesEverything: boolean;
  /** What a model is configured with besides what it is in all releases, by default. */
  readonly modelConfigBesides: Readonly<Record<string, ConfigValue>>;
  /** Whether a model has a service level, a meter and the series of its machines. */
  readonly meters: boolean;
}

/** All but the facades of a release of Juju as which a controller speaks. */
export interface JujuRules {
  /** Which one it says it is, such as `3.6.28`. */
  readonly version: string;
  readonly refusals: Refusals;
  readonly admission: AdmissionRules;
  readonly traits: JujuTraits;
}
