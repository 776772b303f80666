import { defineFacade } from "../facade.js";
import { Empty } from "../messages/common.js";
import { HostPort } from "../messages/host-port.js";
import { anything, integer, list, message, optional, text } from "../wire.js";
export const LoginRequest = message({
  "auth-tag": text,
  credentials: text,
  nonce: text,
  macaroons: list(anything),
  "bakery-version": optional(integer),
  token: optional(text),
  "cli-args": optional(text),
  "user-data": text,
  "client-version": optional(text),
});
export const FacadeVersions = message({
  name: text,
  versions: list(integer),
});
export const AuthUserInfo = message({
  "display-name": text,
  identity: text,
  "last-connection": optional(text),
  credentials: optional(text),
  "controller-access": text,
  "model-access": text,
});
export const LoginResult = message({
  servers: optional(list(list(HostPort))),
  "controller-tag": optional(text),
  "model-tag": optional(text),
  "server-version": optional(text),
  "public-dns-name": optional(text),
  facades: optional(list(FacadeVersions)),
  "user-info": optional(AuthUserInfo),
  "discharge-required": optional(anything),
  "bakery-discharge-required": optional(anything),
  "discharge-required-error": optional(text),
});
export const RedirectInfoResult = message({
  servers: list(list(HostPort)),
  "ca-cert": text,
});
/** Login as controllers have served it since 2016. */
export const Admin = defineFacade({
  name: "Admin",
  version: 3,
  methods: {
    Login: { params: LoginRequest, result: LoginResult },
    RedirectInfo: { params: Empty, result: RedirectInfoResult },
  },
});
