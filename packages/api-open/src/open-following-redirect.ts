import type { ApiInfo } from "@holdfast/names";
import type { Connection } from "./contract/connection.js";
import type { DialOptions } from "./dial/dial-options.js";
import type { OpenFunc } from "./open-func.js";
import { RedirectError } from "./login/redirect-error.js";

/** A connection, and how it was come by. */
export interface Followed {
  readonly connection: Connection;
  /** What opened it: the info given, or the one that it was redirected to. */
  readonly info: ApiInfo;
  /** Where the controller that was asked first sent us; undefined where it let us in. */
  readonly redirect: RedirectError | undefined;
}

/**
 * Opens a connection and, where the controller says that the model is at another one, opens one
 * there, once. Nothing is changed in the info given: the caller decides whether to remember the one
 * that worked.
 *
 * Rejects as `open` does; where the second controller redirects too, with its RedirectError.
 */
export async function openFollowingRedirect(
  open: OpenFunc,
  info: ApiInfo,
  options: DialOptions,
  signal?: AbortSignal,
): Promise<Followed> {
  try {
    return { connection: await open(info, options, signal), info, redirect: undefined };
  } catch (error) {
    if (!(error instanceof RedirectError)) throw error;
    const there = redirected(info, error);
    return { connection: await open(there, options, signal), info: there, redirect: error };
  }
}

/** The same login, elsewhere. The names of the first controller are not the second one's. */
function redirected(info: ApiInfo, redirect: RedirectError): ApiInfo {
  const { sniHostName: _name, controllerUuid: _uuid, ...login } = info;
  const uuid = redirect.controllerTag?.slice("controller-".length);
  return {
    ...login,
    addrs: redirect.addrs,
    caCert: redirect.caCert,
    ...(uuid === undefined ? {} : { controllerUuid: uuid }),
  };
}
