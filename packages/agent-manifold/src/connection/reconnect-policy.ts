// How soon a connection is tried again. One agent whose controller restarts is to be back at once; a
// thousand that lost the same controller are to come back apart: so the first delays are short, grow
// slowly, and lie anywhere between nothing and their full length.
import type { RestartPolicy } from "@holdfast/dependency-engine";

/** Juju's cap, in ms. */
const cap = 120_000;

/**
 * For the api-caller, by what kept it from connecting. Its attempts after a broken connection come at
 * most 300 ms later at first; after ten seconds without a controller, about a second apart. One that
 * was told to `try again` (the controller limits logins) stays away for longer from the start.
 */
export const reconnectPolicy: readonly RestartPolicy[] = [
  {
    when: "try again",
    backoff: { delay: 4000, factor: 1.5, cap, reset: 60_000, jitter: { kind: "full" } },
  },
  {
    when: ["ERR_CANNOT_OPEN_API", "ERR_CONNECTION_BROKEN"],
    backoff: { delay: 300, factor: 1.05, cap, reset: 60_000, jitter: { kind: "full" } },
  },
];
