import { randomUUID } from "node:crypto";

import { parseUuid, type Uuid } from "@holdfast/names";

import type { KeyRing } from "./pki/key-ring.js";
import { keptAuthority } from "./pki/server-certificates.js";
import type { Store, StoreView } from "./state/store.js";

/** Who the controller is; fixed when its data directory is first used. */
export interface Identity {
  readonly controllerUuid: Uuid;
  /** Of the model that the controller's own machines belong to. */
  readonly controllerModelUuid: Uuid;
}

/** The identity in the data directory; undefined where no controller got as far as making one. */
export function readIdentity({ settings }: Pick<StoreView, "settings">): Identity | undefined {
  const controllerUuid = settings.get("controller-uuid");
  const controllerModelUuid = settings.get("controller-model-uuid");
  if (!controllerUuid || !controllerModelUuid || !settings.get("ca-cert")) return undefined;
  return {
    controllerUuid: parseUuid(controllerUuid),
    controllerModelUuid: parseUuid(controllerModelUuid),
  };
}

/** The identity in the data directory, made where there is none, and its authority with it. */
export async function keptIdentity(state: Store, keys: KeyRing, now: number): Promise<Identity> {
  const kept = readIdentity(state);
  if (kept !== undefined) return kept;
  await keptAuthority(state, keys, now);
  return await state.commit((tx) => {
    // Another controller of this store may have been first.
    const first = readIdentity(tx);
    if (first !== undefined) return first;
    // A first start that was cut short may have left the model, and not yet its name for what it is.
    const model =
      tx.models.list().find(({ name }) => name === "controller") ??
      tx.models.add({ name: "controller" }, now);
    const identity = { controllerUuid: parseUuid(randomUUID()), controllerModelUuid: model.uuid };
    tx.settings.set({
      "controller-uuid": identity.controllerUuid,
      "controller-model-uuid": identity.controllerModelUuid,
    });
    return identity;
  });
}
