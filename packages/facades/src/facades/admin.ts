import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { Empty } from "../messages/common.js";
import { HostPort, Servers } from "../messages/host-port.js";
import { anything, integer, list, message, optional, type Schema, text } from "../wire.js";

/** What is sent to log in. `credentials` is the password: keep it out of every log. */
export interface LoginRequest {
  "auth-tag": TagText;
  credentials: string;
  /** The machine's nonce; `''` for whatever is no machine. */
  nonce: string;
  macaroons: unknown[];
  "bakery-version"?: number;
  token?: string;
  "cli-args"?: string;
  "user-data": string;
  "client-version"?: string;
}
export const LoginRequest: Schema<LoginRequest> = message({
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

/** A facade the controller offers on this connection. */
export interface FacadeVersions {
  name: string;
  versions: number[];
}
export const FacadeVersions: Schema<FacadeVersions> = message({
  name: text,
  versions: list(integer),
});

/** Who logged in, where it was a user. Absent for agents. */
export interface AuthUserInfo {
  "display-name": string;
  identity: string;
  "last-connection"?: string;
  credentials?: string;
  "controller-access": string;
  "model-access": string;
}
export const AuthUserInfo: Schema<AuthUserInfo> = message({
  "display-name": text,
  identity: text,
  "last-connection": optional(text),
  credentials: optional(text),
  "controller-access": text,
  "model-access": text,
});

/** The reply to a login. Where a discharge is required the login has failed and all else is absent. */
export interface LoginResult {
  servers?: HostPort[][];
  "controller-tag"?: TagText;
  "model-tag"?: TagText;
  "server-version"?: string;
  "public-dns-name"?: string;
  facades?: FacadeVersions[];
  "user-info"?: AuthUserInfo;
  "discharge-required"?: unknown;
  "bakery-discharge-required"?: unknown;
  "discharge-required-error"?: string;
}
export const LoginResult: Schema<LoginResult> = message({
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

/** Where to go instead. */
export interface RedirectInfoResult extends Servers {
  "ca-cert": string;
}
export const RedirectInfoResult: Schema<RedirectInfoResult> = message({
  servers: list(list(HostPort)),
  "ca-cert": text,
});

export interface AdminMethods {
  /** Ends the anonymity of a connection; the only thing that may be called before it is this facade. */
  Login(params: LoginRequest): LoginResult;
  /** Where to go, after a login was refused with `redirection required` and nothing more. */
  RedirectInfo(params: Empty): RedirectInfoResult;
}

/** Login as controllers have served it since 2016. */
export const Admin: Facade<AdminMethods> = defineFacade<AdminMethods>({
  name: "Admin",
  version: 3,
  methods: {
    Login: { params: LoginRequest, result: LoginResult },
    RedirectInfo: { params: Empty, result: RedirectInfoResult },
  },
});
