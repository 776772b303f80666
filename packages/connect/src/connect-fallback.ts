// The login with the current password, then with the earlier ones: Juju's order, and never with an
// empty password.
import { type Connection } from "@holdfast/api-open";

import { impossible } from "./impossible.js";
import { openProvisioned, type ProvisionedOptions } from "./provisioning.js";
import { hasCode } from "./errors.js";

/** The info's own password is replaced by each of `passwords` in turn. */
export interface FallbackOptions extends ProvisionedOptions {
  /** What to try, in this order, the current one first; empty ones are left out. */
  readonly passwords: readonly string[];
}

export interface FallbackLogin {
  /** The caller's to close. */
  readonly connection: Connection;
  /** The password that the controller accepted. */
  readonly password: string;
}

/**
 * Opens a connection with the first of `passwords` that the controller accepts. The next one is tried
 * only after the answer `unauthorized access`; `not provisioned` is asked again with the same password
 * (see {@link openProvisioned}); everything else is final.
 *
 * @throws {ConnectImpossibleError} with the reason `no password`, where there is none to try
 * @throws the controller's last answer, or what kept it from answering, or the signal's reason
 */
export async function connectFallback(options: FallbackOptions): Promise<FallbackLogin> {
  const { info } = options;
  const passwords = [...new Set(options.passwords)].filter((password) => password !== "");
  let refusal: unknown;
  for (const password of passwords) {
    try {
      const connection = await openProvisioned({ ...options, info: { ...info, password } });
      return { connection, password };
    } catch (error) {
      if (!hasCode(error, "unauthorized access")) throw error;
      refusal = error;
    }
  }
  throw refusal ?? impossible("no password", info.tag);
}
