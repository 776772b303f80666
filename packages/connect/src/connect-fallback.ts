// The login with the current password, then with the earlier ones: Juju's order, and never with an
// empty password.
import { ApiError, type Connection, findApiError } from "@holdfast/api-open";
import { errorText, hasCode } from "@holdfast/ports";

import { impossible } from "./impossible.js";
import { openProvisioned, type ProvisionedOptions } from "./provisioning.js";

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
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ApiError, connectFallback } from "@holdfast/connect";
 *
 * const asked: unknown[] = [];
 * const login = connectFallback({
 *   info: { addrs: ["10.0.0.1:17070"], tag: "machine-0" },
 *   passwords: ["", "the current one", "the old one"], // an empty one is never tried
 *   apiOpen({ password }) {
 *     asked.push(password);
 *     throw new ApiError("invalid entity name or password", { code: "unauthorized access" });
 *   },
 * });
 * await assert.rejects(login, { code: "unauthorized access" });
 * assert.deepEqual(asked, ["the current one", "the old one"]);
 * ```
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
      if (!hasCode(error, "unauthorized access")) throw besides(error, refusal);
      refusal = error;
    }
  }
  throw refusal ?? impossible("no password", info.tag);
}

/** A controller that limits logins must not hide that it refused the password before. */
function besides(error: unknown, refusal: unknown): unknown {
  const limited = findApiError(error, "try again");
  if (refusal === undefined || limited === undefined) return error;
  const message = `${limited.message} (and before that: ${errorText(refusal)})`;
  return new ApiError(message, { code: limited.code, info: limited.info, cause: error });
}
