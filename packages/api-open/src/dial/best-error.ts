import { ConnectError, DialError, ResolveError } from "./dial-errors.js";

/**
 * The most specific of several failures, with the others attached: connection and name resolution
 * errors say least; of the rest, the latest is chosen. (Juju's rule.)
 */
export function bestError(failures: readonly Error[]): Error | undefined {
  const best =
    failures.findLast(
      (error) => !(error instanceof ConnectError || error instanceof ResolveError),
    ) ??
    failures.findLast((error) => error instanceof ResolveError) ??
    failures.at(-1);
  if (best instanceof DialError) {
    const others = failures.filter((error) => error !== best);
    best.others = [...best.others, ...others];
  }
  return best;
}
