import type { Uuid } from "@holdfast/names";
import type { Clock } from "@holdfast/ports";

import type { Identity } from "../identity.js";
import type { KeyRing } from "../pki/key-ring.js";
import type { Activity } from "../state/activity.js";
import { resolveModel } from "../state/resolve-model.js";
import type { Store } from "../state/store.js";

/** What an operator's operations work on. */
export interface AdminParts {
  readonly identity: Identity;
  readonly state: Store;
  readonly keys: KeyRing;
  readonly activity: Activity;
  readonly clock: Clock;
  /** Whether the controller is running now. */
  readonly running: () => boolean;
}

/** The UUID of the model that is meant: the controller's own where none is named. */
export function modelUuid({ identity, state }: AdminParts, nameOrUuid: string | undefined): Uuid {
  return nameOrUuid === undefined
    ? identity.controllerModelUuid
    : resolveModel(state.models, nameOrUuid).uuid;
}
