import { announcedAuthorities } from "../pki/authorities.js";
import type { AdminParts } from "./admin-parts.js";
import { agentOperations } from "./agent-operations.js";
import { authorityOperations } from "./authority-operations.js";
import type { ControllerAdmin } from "./controller-admin.js";
import { controllerOperations } from "./controller-operations.js";
import { entityOperations } from "./entity-operations.js";
import { modelOperations } from "./model-operations.js";
import { userOperations } from "./user-operations.js";

/** {@link ControllerAdmin} on a data directory's state. Its methods need no `this`; `caCert` is read anew each time. */
export function createAdmin(parts: AdminParts): ControllerAdmin {
  const { controllerUuid, controllerModelUuid } = parts.identity;
  const { state } = parts;
  let caCert = announcedAuthorities(state.settings);
  return {
    get caCert() {
      if (state.isOpen) caCert = announcedAuthorities(state.settings);
      return caCert;
    },
    controllerUuid,
    controllerModelUuid,
    ...agentOperations(parts),
    ...entityOperations(parts),
    ...userOperations(parts),
    ...modelOperations(parts),
    ...authorityOperations(parts),
    ...controllerOperations(parts),
  };
}
