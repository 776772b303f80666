import { AdminV4 } from "@holdfast/facades";
import { isApiError } from "../api-errors.js";
import type { LoginCaller, LoginProvider } from "../contract/login-provider.js";
import { basicAuth } from "./basic-auth.js";

export interface SessionTokenRequest {
  readonly signal: AbortSignal;
  /** The token that the controller has just called invalid: another one is wanted. */
  readonly rejected?: string;
}

export interface SessionTokenOptions {
  /** Gives the token. It is asked for each login and each stream, so whoever gives it keeps it as long as it is good. */
  token(request: SessionTokenRequest): string | Promise<string>;
}

/**
 * Juju's login by a token of an identity provider (Admin 4, `LoginWithSessionToken`). A token that the
 * controller calls invalid is followed by another one, once.
 */
export function sessionTokenLogin(options: SessionTokenOptions): LoginProvider {
  return {
    async login(caller, signal) {
      const first = await options.token({ signal });
      try {
        return await logIn(caller, first, signal);
      } catch (error) {
        if (!isApiError(error, "session token invalid")) throw error;
        const second = await options.token({ signal, rejected: first });
        if (second === first) throw error;
        return await logIn(caller, second, signal);
      }
    },
    authHeader: async (signal) => basicAuth("", await options.token({ signal })),
  };
}

function logIn(caller: LoginCaller, token: string, signal: AbortSignal): Promise<unknown> {
  const { name: facade, version } = AdminV4;
  const params = { "session-token": token };
  return caller.call({ facade, version, method: "LoginWithSessionToken", params, signal });
}
