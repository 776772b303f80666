import { ApiError } from "@holdfast/rpc";

import { hostPortOf } from "../net/host-port.js";
import type { Redirect } from "../state/migration.js";

/** Sends a user to the controller that the model has moved to. */
export function redirection(to: Redirect): ApiError {
  const { addresses, caCert, controllerUuid } = to;
  return new ApiError("redirection to alternative server required", {
    code: "redirection required",
    info: {
      servers: [addresses.map((address) => hostPortOf(address, "public"))],
      "ca-cert": caCert,
      ...(controllerUuid === undefined ? {} : { "controller-tag": `controller-${controllerUuid}` }),
    },
  });
}
