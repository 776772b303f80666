import { ApiError } from "@holdfast/rpc";

import { notProvisioned } from "./api-errors.js";
import type { JujuRules } from "./juju-rules.js";

const notImplemented = (message: string): ApiError =>
  new ApiError(message, { code: "not implemented" });

/** Juju 3.6. */
export const JUJU_3_RULES: Omit<JujuRules, "version"> = {
  refusals: {
    unknownFacade: (facade) => notImplemented(`unknown object type "${facade}"`),
    unknownVersion: (facade, version) =>
      notImplemented(`unknown version (${version}) of interface "${facade}"`),
    unknownMethod: (facade, version, method) =>
      notImplemented(
        `no such request - method ${facade}${version > 0 ? `(${version})` : ""}.${method} is not implemented`,
      ),
    unknownWatcher: () => new ApiError("unknown watcher id", { code: "not found" }),
    unfitPassword: (_tag, fault) => new ApiError(fault, { code: "" }),
  },
  admission: {
    refusedUnseen: () => undefined,
    wrongNonce: notProvisioned,
  },
  traits: {
    machinesSeeModels: true,
    everyContainerType: undefined,
    deadSetPasswords: false,
    heedsMachineAddresses: true,
    keepsHostname: true,
    watchesEverything: true,
    modelConfigBesides: {
      "default-series": "",
      "fan-config": "",
      "ignore-machine-addresses": false,
      "provisioner-harvest-mode": "destroyed",
      "secret-backend": "auto",
    },
    meters: true,
  },
};
