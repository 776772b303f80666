import { defineFacade, type Facade } from "../facade.js";
import { message, type Schema, text } from "../wire.js";
import { LoginResult } from "./admin.js";

/** A token that an identity provider has issued: a secret. */
export interface SessionTokenLogin {
  "session-token": string;
}
export const SessionTokenLogin: Schema<SessionTokenLogin> = message({ "session-token": text });

/** What an OAuth client has of its identity provider. `client-secret` is a secret. */
export interface ClientCredentialsLogin {
  "client-id": string;
  "client-secret": string;
}
export const ClientCredentialsLogin: Schema<ClientCredentialsLogin> = message({
  "client-id": text,
  "client-secret": text,
});

export interface AdminV4Methods {
  /** Refused with `session token invalid` where another token is wanted. */
  LoginWithSessionToken(params: SessionTokenLogin): LoginResult;
  LoginWithClientCredentials(params: ClientCredentialsLogin): LoginResult;
}

/**
 * Login by an identity provider, beside version 3: served by JAAS in front of Juju's controllers, and
 * by the embedded controller where it was told of an identity provider.
 */
export const AdminV4: Facade<AdminV4Methods> = defineFacade<AdminV4Methods>({
  name: "Admin",
  version: 4,
  methods: {
    LoginWithSessionToken: { params: SessionTokenLogin, result: LoginResult },
    LoginWithClientCredentials: { params: ClientCredentialsLogin, result: LoginResult },
  },
});
