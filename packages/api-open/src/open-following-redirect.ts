import type { ApiInfo } from "@holdfast/names";
import type { Connection } from "./contract/connection.js";
import type { DialOptions } from "./dial/dial-options.js";
import type { OpenFunc } from "./open-func.js";
import { RedirectError } from "./login/redirect-error.js";
import { infoOfRedirect } from "./redirected-info.js";

/** A connection, and the redirect that led to it. */
export interface FollowRedirectResult {
  readonly connection: Connection;
  /** The info that it was opened with: the one given, or the one of the redirect. */
  readonly info: ApiInfo;
  /** The redirect of the first controller; undefined where there was none. */
  readonly redirect: RedirectError | undefined;
}

/**
 * Opens a connection and, where the controller says that the model is at another one, opens one
 * there, once. The info given is not changed: the caller decides whether to remember the one that
 * worked.
 *
 * Rejects as `open` does; where the second controller redirects too, with its RedirectError.
 */
export async function openFollowingRedirect(
  open: OpenFunc,
  info: ApiInfo,
  options: DialOptions,
  signal?: AbortSignal,
): Promise<FollowRedirectResult> {
  try {
    return { connection: await open(info, options, signal), info, redirect: undefined };
  } catch (error) {
    if (!(error instanceof RedirectError)) throw error;
    const there = infoOfRedirect(info, error);
    return { connection: await open(there, options, signal), info: there, redirect: error };
  }
}
