// How soon a connection is tried again: as the history of this api-caller has it, which its errors tell
// (see reconnect-delays.ts and login-pace.ts). One agent whose controller restarts is to be back at once; a thousand that
// lost the same controller are to come back apart.
import type { RestartPolicy } from "@holdfast/dependency-engine";
import { findInChain, isKind } from "@holdfast/ports";

import { CannotOpenApiError, ConnectionBrokenError } from "../errors.js";

/**
 * For the api-caller: {@link manifold} has it already. A connection that broke, or a controller that does
 * not answer, is tried again within 150 ms at first; who refuses us is asked again after 5 s, and less and
 * less; who limits logins is asked again when it says, or where it does not say, after a twelfth of the time
 * that this agent has waited. Whoever answers slowly is left alone for longer.
 */
export const reconnectPolicy: readonly RestartPolicy[] = [
  {
    retryAfter: (error) =>
      findInChain(error, (link) => isKind(link, CannotOpenApiError))?.retryAfter ??
      findInChain(error, (link) => isKind(link, ConnectionBrokenError))?.retryAfter,
    backoff: { delay: 150, factor: 1.05, cap: 120_000, reset: 60_000, jitter: { kind: "full" } },
  },
];
