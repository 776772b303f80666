import {
  Admin,
  AdminV1,
  type LoginRequest,
  type LoginRequestCompat,
  MalformedMessageError,
} from "@holdfast/facades";
import { ApiError, type RpcPeer } from "@holdfast/rpc";
import { isApiError } from "../api-errors.js";
import type { ApiInfo } from "@holdfast/names";
import { CLIENT_VERSION } from "../client-version.js";
import { UpgradeRefusedError } from "../dial/dial-errors.js";
import { LoginReplyError, LoginVersionRefusedError } from "../errors.js";
import { readLoginResult, type LoginSession } from "./login-result.js";
import { redirectOf } from "./redirect-error.js";

/** One way to log in: the path of the URL, and the request. */
export interface LoginProtocol {
  path(info: ApiInfo): string;
  /** Rejects with ApiError, LoginReplyError, the connection's end, or the signal's reason. */
  login(peer: RpcPeer, info: ApiInfo, used: string, signal: AbortSignal): Promise<LoginSession>;
  /** Replaces a failure to connect or to log in by its meaning in this protocol, where it has one. */
  mapError(error: unknown): unknown;
}

/** Login as since 2016, to a model or, where the info names none, to the controller alone. */
export const currentLogin: LoginProtocol = {
  path: (info) =>
    info.modelTag === undefined ? "/api" : `/model/${info.modelTag.slice("model-".length)}/api`,
  login: async (peer, info, used, signal) => {
    const ask = { facade: Admin.name, version: Admin.version, method: "Login" };
    const params = loginRequest(info);
    const answer = await resolvingRedirect(peer, signal, () =>
      peer.call({ ...ask, params }, { signal }),
    );
    return readLoginResult(answer, info, used);
  },
  mapError: (error) => error,
};

/** Login as of 2014 to 2016, where the reply, not the request, names the model. */
export const modellessLogin: LoginProtocol = {
  path: () => "/",
  login: async (peer, info, used, signal) => {
    const ask = { facade: AdminV1.name, version: AdminV1.version, method: "Login" };
    const params = compatibleRequest(info);
    const answer = await resolvingRedirect(peer, signal, () =>
      peer.call({ ...ask, params }, { signal }),
    );
    return readLoginResult(answer, info, used);
  },
  // Controllers refuse it by version, by facade, or by path.
  mapError: (error) =>
    isApiError(error, "not supported", "not implemented") ||
    (error instanceof UpgradeRefusedError && error.status === 404)
      ? new LoginVersionRefusedError({ cause: error })
      : error,
};

function loginRequest(info: ApiInfo): LoginRequest {
  const { macaroons } = info;
  return {
    "auth-tag": info.tag ?? "",
    credentials: info.password ?? "",
    nonce: info.nonce ?? "",
    macaroons: Array.isArray(macaroons) ? macaroons : [],
    "user-data": "",
    "client-version": CLIENT_VERSION,
  };
}

function compatibleRequest(info: ApiInfo): LoginRequestCompat {
  const { tag = "", password = "", nonce = "" } = info;
  return {
    "login-request": { "auth-tag": tag, credentials: password, nonce },
    creds: { AuthTag: tag, Password: password, Nonce: nonce },
  };
}

/** Calls `ask`; a refusal that redirects becomes a RedirectError. */
async function resolvingRedirect(
  peer: RpcPeer,
  signal: AbortSignal,
  ask: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "redirection required") throw error;
    throw await redirectOf(error, peer, signal).catch(rethrowMalformed);
  }
}

function rethrowMalformed(cause: unknown): never {
  if (!(cause instanceof MalformedMessageError)) throw cause;
  throw new LoginReplyError(`cannot log in: ${cause.message}`, { cause });
}
