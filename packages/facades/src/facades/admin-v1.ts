import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { message, type Schema, text } from "../wire.js";
import { LoginResult } from "./admin.js";

/** The credentials as version 1 has them. */
export interface LoginRequestV1 {
  "auth-tag": TagText;
  credentials: string;
  nonce: string;
}

/** The same credentials as version 0 had them, for servers that read no others. */
export interface CredsV0 {
  AuthTag: TagText;
  Password: string;
  Nonce: string;
}

/** What 2014's clients sent: one request that servers of either version understood. */
export interface LoginRequestCompat {
  "login-request": LoginRequestV1;
  creds: CredsV0;
}
export const LoginRequestCompat: Schema<LoginRequestCompat> = message({
  "login-request": message<LoginRequestV1>({ "auth-tag": text, credentials: text, nonce: text }),
  creds: message<CredsV0>({ AuthTag: text, Password: text, Nonce: text }),
});

export interface AdminV1Methods {
  /** Logs in where no model is known; the reply names it. */
  Login(params: LoginRequestCompat): LoginResult;
}

/**
 * Login as of 2014 to 2016, at `/`. No later Juju serves it; the embedded controller does, for agents
 * whose configuration names no model.
 */
export const AdminV1: Facade<AdminV1Methods> = defineFacade<AdminV1Methods>({
  name: "Admin",
  version: 1,
  methods: { Login: { params: LoginRequestCompat, result: LoginResult } },
});
