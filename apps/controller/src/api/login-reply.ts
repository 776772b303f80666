import type { LoginResult } from "@holdfast/facades";

import { accessTo } from "../state/model-access.js";
import type { ControllerCore } from "./controller-core.js";
import type { FacadeRegistry } from "./facade-registry.js";
import type { LoggedIn } from "./login.js";
import { timestamp } from "./timestamp.js";

/** What a successful login is answered. */
export function loginReply(
  { auth, scope }: LoggedIn,
  core: ControllerCore,
  registry: FacadeRegistry,
): LoginResult {
  const reply: LoginResult = {
    servers: core.servers(),
    "controller-tag": `controller-${core.controllerUuid}`,
    "server-version": core.juju.version,
    facades: registry.offered(auth, scope),
  };
  if (scope.kind === "model") reply["model-tag"] = `model-${scope.model}`;
  if (auth.kind === "user") {
    const { user } = auth;
    const modelAccess =
      scope.kind === "model" ? accessTo(core.state.users, scope.model, user) : undefined;
    reply["user-info"] = {
      "display-name": user.displayName,
      identity: `user-${user.name}`,
      ...(user.lastLogin === undefined ? {} : { "last-connection": timestamp(user.lastLogin) }),
      "controller-access": user.access,
      "model-access": modelAccess ?? "",
    };
  }
  return reply;
}
