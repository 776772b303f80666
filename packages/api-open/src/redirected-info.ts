import { type ApiInfo, isUuid, parseTagOf } from "@holdfast/names";

import type { RedirectError } from "./login/redirect-error.js";

/** The same login at another controller, without the names of the first. */
export function infoOfRedirect(info: ApiInfo, redirect: RedirectError): ApiInfo {
  const { sniHostName: _name, controllerUuid: _uuid, ...login } = info;
  const tag = redirect.controllerTag;
  const id = tag === undefined ? undefined : parseTagOf("controller", tag).id;
  return {
    ...login,
    addrs: redirect.addrs,
    caCert: redirect.caCert,
    ...(id !== undefined && isUuid(id) ? { controllerUuid: id } : {}),
  };
}
