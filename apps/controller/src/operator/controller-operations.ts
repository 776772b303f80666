import { wallNow } from "@holdfast/ports";

import { hostPortOf } from "../net/host-port.js";
import { writeClientAuthorities } from "../pki/client-authorities.js";
import type { AdminParts } from "./admin-parts.js";
import type { ControllerOperations } from "./controller-admin.js";
import { authorityStatus } from "./authority-status.js";
import { notValid } from "./not-valid.js";
import { sessionStatuses } from "./session-status.js";
import { controllerStatuses, modelStatuses } from "./status.js";

/** {@link ControllerOperations} on the state of a store. */
export function controllerOperations(parts: AdminParts): ControllerOperations {
  const { identity, state, activity } = parts;
  return {
    async setApiAddresses(addresses) {
      for (const address of addresses ?? []) hostPortOf(address);
      const json = addresses === undefined ? undefined : JSON.stringify(addresses);
      await state.commit((tx) => tx.settings.set({ "api-addresses": json }));
    },

    setClientAuthorities: (authorities) =>
      state.commit((tx) => writeClientAuthorities(tx.settings, authorities)),

    setMaintenance: (on) =>
      state.commit((tx) => tx.settings.set({ maintenance: on ? "upgrade" : undefined })),

    async removeController(id) {
      const runs = activity.running()?.has(id) ?? parts.running();
      if (runs) throw notValid(`controller ${id} runs: stop it first`);
      await state.commit(({ controllers }) => controllers.remove(id));
    },

    async status() {
      await state.fresh(parts.signal);
      const others = activity.running();
      const isRunning = (id: string): boolean => others?.has(id) ?? parts.running();
      const running = parts.running() || (others?.size ?? 0) > 0;
      return {
        running,
        address: state.controllers.find(parts.keys.node)?.listenAddress,
        controllers: controllerStatuses(state, activity, isRunning),
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
