import { ConnectError, DialError, ResolveError } from "./dial-errors.js";

/**
 * The most telling of several failures, knowing the others: what nothing listened to, or had no name,
 * says least; of the rest the latest counts. (Juju's choice.)
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
