import { wallNow } from "@holdfast/ports";

import { hostPortOf } from "../net/host-port.js";
import { writeClientAuthorities } from "../pki/client-authorities.js";
import type { AdminParts } from "./admin-parts.js";
import type { ControllerOperations } from "./controller-admin.js";
import { authorityStatus } from "./authority-status.js";
import { sessionStatuses } from "./session-status.js";
import { modelStatuses } from "./status.js";

/** {@link ControllerOperations} on a data directory's state. */
export function controllerOperations(parts: AdminParts): ControllerOperations {
  const { identity, state, activity } = parts;
  const { settings } = state;
  return {
    setApiAddresses(addresses) {
      for (const address of addresses ?? []) hostPortOf(address);
      const json = addresses === undefined ? undefined : JSON.stringify(addresses);
      settings.set({ "api-addresses": json });
    },

    setClientAuthorities(authorities) {
      writeClientAuthorities(settings, authorities);
    },

    setMaintenance(on) {
      settings.set({ maintenance: on ? "upgrade" : undefined });
    },

    status() {
      const running = parts.running();
      return {
        running,
        address: settings.get("listen-address"),
        controllerUuid: identity.controllerUuid,
        controllerModelUuid: identity.controllerModelUuid,
        models: modelStatuses(state, activity, running),
        sessions: running ? sessionStatuses(state, activity) : [],
        users: state.users.list().map(({ name }) => name),
        authority: authorityStatus(state, parts.keys.files, wallNow(parts.clock)),
      };
    },
  };
}
