import { AdminV4 } from "@holdfast/facades";
import type { LoginProvider } from "../contract/login-provider.js";
import { basicAuth } from "./basic-auth.js";

/** What an OAuth client has of its identity provider. */
export interface ClientCredentials {
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret: string;
}

/**
 * Juju's login of an OAuth client (Admin 4, `LoginWithClientCredentials`): the controller shows the
 * credentials to the identity provider, and so learns the secret.
 *
 * @param credentials - or what gives them, asked for each login and each stream
 */
export function clientCredentialsLogin(
  credentials:
    | ClientCredentials
    | ((signal: AbortSignal) => ClientCredentials | Promise<ClientCredentials>),
): LoginProvider {
  const current = typeof credentials === "function" ? credentials : () => credentials;
  return {
    async login(caller, signal) {
      const { clientId, clientSecret } = await current(signal);
      const { name: facade, version } = AdminV4;
      const params = { "client-id": clientId, "client-secret": clientSecret };
      const method = "LoginWithClientCredentials";
      return caller.call({ facade, version, method, params, signal });
    },
    async authHeader(signal) {
      const { clientId, clientSecret } = await current(signal);
      return basicAuth(clientId, clientSecret);
    },
  };
}
