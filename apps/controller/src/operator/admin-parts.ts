import type { Uuid } from "@holdfast/names";
import type { Clock } from "@holdfast/ports";

import type { Identity } from "../identity.js";
import type { KeyRing } from "../pki/key-ring.js";
import type { Activity } from "../state/activity.js";
import { resolveModel } from "../state/resolve-model.js";
import type { ModelView, Store } from "../state/store.js";

/** What an operator's operations work on. */
export interface AdminParts {
  readonly identity: Identity;
  readonly state: Store;
  readonly keys: KeyRing;
  readonly activity: Activity;
  readonly clock: Clock;
  /** Ends, with its reason, whatever waits for the store. */
  readonly signal: AbortSignal;
  /** Whether the controller is running now. */
  readonly running: () => boolean;
}

/** The UUID of the model that is meant: the controller's own where none is named. */
export function modelUuid(
  { controllerModelUuid }: Identity,
  models: ModelView,
  nameOrUuid: string | undefined,
): Uuid {
  return nameOrUuid === undefined ? controllerModelUuid : resolveModel(models, nameOrUuid).uuid;
}
