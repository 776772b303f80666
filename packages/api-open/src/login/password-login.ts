import { Admin, AdminV1, type LoginRequest, type LoginRequestCompat } from "@holdfast/facades";
import type { ApiInfo } from "@holdfast/names";
import { CLIENT_VERSION } from "../client-version.js";
import type { AuthHeader, LoginProvider } from "../contract/login-provider.js";
import { base64 } from "./base64.js";
import { basicAuth } from "./basic-auth.js";

/** What Admin.Login is told of who logs in. */
export type LoginCredentials = Pick<ApiInfo, "tag" | "password" | "nonce" | "macaroons">;

/**
 * The login of a tag with its password, or with macaroons; with neither, by the client certificate that
 * was shown. What an `ApiInfo` says is logged in by this one, where the options name no other.
 */
export function passwordLogin(credentials: LoginCredentials): LoginProvider {
  return {
    login: (caller, signal) => {
      const { name: facade, version } = Admin;
      const params = loginRequest(credentials);
      return caller.call({ facade, version, method: "Login", params, signal });
    },
    authHeader: () => headersOf(credentials),
  };
}

/** The same as of 2014 to 2016, where the reply, not the request, names the model. */
export function modellessLogin(credentials: LoginCredentials): LoginProvider {
  return {
    login: (caller, signal) => {
      const { name: facade, version } = AdminV1;
      const params = compatibleRequest(credentials);
      return caller.call({ facade, version, method: "Login", params, signal });
    },
    authHeader: () => headersOf(credentials),
  };
}

function loginRequest({ tag, password, nonce, macaroons }: LoginCredentials): LoginRequest {
  return {
    "auth-tag": tag ?? "",
    credentials: password ?? "",
    nonce: nonce ?? "",
    macaroons: [...(macaroons ?? [])],
    "user-data": "",
    "client-version": CLIENT_VERSION,
  };
}

function compatibleRequest(credentials: LoginCredentials): LoginRequestCompat {
  const { tag = "", password = "", nonce = "" } = credentials;
  return {
    "login-request": { "auth-tag": tag, credentials: password, nonce },
    creds: { AuthTag: tag, Password: password, Nonce: nonce },
  };
}

function headersOf({ tag, password = "", macaroons = [] }: LoginCredentials): AuthHeader {
  return {
    ...(tag === undefined ? {} : { authorization: basicAuth(tag, password) }),
    ...(macaroons.length === 0 ? {} : { macaroons: macaroons.map(encodedMacaroons).join(",") }),
  };
}

/** A macaroon and its discharges, as a header carries them. */
function encodedMacaroons(macaroons: readonly unknown[]): string {
  return base64(JSON.stringify(macaroons));
}
