import type { ApiInfo } from "@holdfast/names";
import { onAbort } from "@holdfast/ports";
import type { CallPeer } from "@holdfast/rpc/client";

import type { LoginProvider } from "../contract/login-provider.js";
import { DeadlineReached } from "../dial/deadline.js";
import { LoginTimeoutError } from "../errors.js";
import { logInBy } from "./login.js";
import { type LoginSession, readLoginResult } from "./login-result.js";

/** What was connected to, and is not logged in yet. */
export interface Dialled {
  readonly peer: CallPeer;
  readonly address: string;
}

/** Logs in, unless that is left out; where it fails, what was dialled is closed before it rejects. */
export async function logIn(
  { provider, by }: { readonly provider: LoginProvider; readonly by: "info" | "provider" },
  { peer, address }: Dialled,
  info: ApiInfo,
  signal: AbortSignal,
): Promise<LoginSession | undefined> {
  // Aborted during the login, or while the connection is closed after it failed: end it at once.
  const removeListener = onAbort(signal, () => peer.destroy(signal.reason));
  try {
    signal.throwIfAborted();
    if (info.skipLogin === true) return undefined;
    return readLoginResult(await logInBy(provider, peer, signal), info, address);
  } catch (error) {
    await peer.close();
    if (error instanceof DeadlineReached) throw new LoginTimeoutError(address, error.ms, by);
    throw error;
  } finally {
    removeListener();
  }
}
