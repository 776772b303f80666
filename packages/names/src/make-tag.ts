import { tagOf } from "./parse-tag.js";
import type {
  ApplicationTag,
  ControllerTag,
  MachineTag,
  ModelTag,
  UnitTag,
  UserTag,
} from "./tag.js";
import type { Uuid } from "./uuid-type.js";

// Each checks the id it is given and throws InvalidTagError where its kind does not allow it.

/**
 * `0` gives `machine-0`, `0/lxd/1` gives `machine-0-lxd-1`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { machineTag } from "@holdfast/names";
 *
 * assert.equal(machineTag("0/lxd/1"), "machine-0-lxd-1");
 * assert.throws(() => machineTag("zero"), { code: "ERR_INVALID_TAG" });
 * ```
 */
export const machineTag = (id: string): MachineTag => tagOf("machine", id);

/** `foo-bar/0` gives `unit-foo-bar-0`. */
export const unitTag = (id: string): UnitTag => tagOf("unit", id);

/** `foo-bar` gives `application-foo-bar`. */
export const applicationTag = (name: string): ApplicationTag => tagOf("application", name);

/** The tag of the model with that UUID. */
export const modelTag = (uuid: Uuid): ModelTag => tagOf("model", uuid);

/** The tag of the controller with that UUID, or of a controller's agent by its number. */
export const controllerTag = (uuid: Uuid | `${number}`): ControllerTag => tagOf("controller", uuid);

/** `bob` and `bob@local` give `user-bob`, `bob@domain` gives `user-bob@domain`. */
export const userTag = (name: string): UserTag => tagOf("user", name);
