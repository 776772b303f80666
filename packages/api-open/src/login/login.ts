import { MalformedMessageError } from "@holdfast/facades";
import type { ApiInfo } from "@holdfast/names";
import { ApiError, type CallPeer } from "@holdfast/rpc/client";
import { isApiError } from "../api-errors.js";
import type { LoginCaller, LoginProvider } from "../contract/login-provider.js";
import { UpgradeRefusedError } from "../dial/dial-errors.js";
import { orAborted } from "../dial/or-aborted.js";
import { LoginReplyError, LoginVersionRefusedError } from "../errors.js";
import { modellessLogin, passwordLogin } from "./password-login.js";
import { redirectOf } from "./redirect-error.js";

/** What a kind of login settles: the path of the URL, and how the info's own credentials are shown. */
export interface LoginProtocol {
  path(info: ApiInfo): string;
  provider(info: ApiInfo): LoginProvider;
  /** Replaces a failure to connect or to log in by its meaning in this protocol, where it has one. */
  mapError(error: unknown): unknown;
}

/** Login as since 2016, to a model or, where the info names none, to the controller alone. */
export const currentProtocol: LoginProtocol = {
  path: (info) =>
    info.modelTag === undefined ? "/api" : `/model/${info.modelTag.slice("model-".length)}/api`,
  provider: passwordLogin,
  mapError: (error) => error,
};

/** Login as of 2014 to 2016, where the reply, not the request, names the model. */
export const modellessProtocol: LoginProtocol = {
  path: () => "/",
  provider: modellessLogin,
  // Controllers refuse it by version, by facade, or by path.
  mapError: (error) =>
    isApiError(error, "not supported", "not implemented") ||
    (error instanceof UpgradeRefusedError && error.status === 404)
      ? new LoginVersionRefusedError({ cause: error })
      : error,
};

/**
 * Lets the provider log in; a refusal that redirects becomes a RedirectError. A provider that ignores
 * its signal is not waited for.
 *
 * Rejects with what the provider does, the connection's end, or the signal's reason.
 */
export async function logInBy(
  provider: LoginProvider,
  peer: CallPeer,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await orAborted(loggingIn(provider, callerOf(peer, signal), signal), signal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "redirection required") throw error;
    throw await redirectOf(error, peer, signal).catch(rethrowMalformed);
  }
}

/** Asynchronous, so that what a provider throws is a rejection like any other. */
async function loggingIn(
  provider: LoginProvider,
  caller: LoginCaller,
  signal: AbortSignal,
): Promise<unknown> {
  return provider.login(caller, signal);
}

function callerOf(peer: CallPeer, loginSignal: AbortSignal): LoginCaller {
  return {
    call: ({ facade, version, id, method, params, signal = loginSignal, timeout }) =>
      peer.call({ facade, version, id, method, params }, { signal, timeout }),
  };
}

function rethrowMalformed(cause: unknown): never {
  if (!(cause instanceof MalformedMessageError)) throw cause;
  throw new LoginReplyError(`cannot log in: ${cause.message}`, { cause });
}
