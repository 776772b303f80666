import type { LoginResult } from "@holdfast/facades";

import type { ControllerCore } from "./controller-core.js";
import type { LoggedIn } from "./login.js";
import { offeredFacades } from "./facade-registry.js";
import { SERVER_VERSION } from "./server-version.js";

/** What a successful login is answered. */
export function loginReply({ auth, scope }: LoggedIn, core: ControllerCore): LoginResult {
  const reply: LoginResult = {
    servers: core.servers(),
    "controller-tag": `controller-${core.controllerUuid}`,
    "server-version": SERVER_VERSION,
    facades: offeredFacades(auth, scope),
  };
  if (scope.kind === "model") reply["model-tag"] = `model-${scope.model}`;
  if (auth.kind === "user") {
    const { user } = auth;
    const modelAccess =
      scope.kind === "model" ? core.state.users.accessTo(scope.model, user) : undefined;
    reply["user-info"] = {
      "display-name": user.displayName,
      identity: `user-${user.name}`,
      ...(user.lastLogin === undefined
        ? {}
        : { "last-connection": new Date(user.lastLogin).toISOString() }),
      "controller-access": user.access,
      "model-access": modelAccess ?? "",
    };
  }
  return reply;
}
