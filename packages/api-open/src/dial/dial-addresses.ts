import type { ApiInfo } from "@holdfast/names";

import { AddressRace, type RaceSteps } from "./address-race.js";
import { bestError } from "./best-error.js";
import { Deadline, DeadlineReached } from "./deadline.js";
import { DialTimeoutError, ResolveError } from "./dial-errors.js";
import type { DialSettings } from "./dial-options.js";
import { shuffled } from "./shuffle.js";

/**
 * Takes these steps for all addresses concurrently, staggered; the first to succeed is used.
 *
 * Rejects with a DialError, whose `others` are the other failures, or the signal's reason.
 */
export async function dialAddresses<W>(
  info: ApiInfo,
  steps: RaceSteps<W>,
  settings: Pick<DialSettings, "clock" | "dialAddressInterval" | "dialTimeout" | "random">,
  signal: AbortSignal,
): Promise<W> {
  const { clock, dialAddressInterval: interval } = settings;
  using limit = new Deadline(settings.dialTimeout, clock, signal);
  const addresses = shuffled(info.addrs, settings.random);
  const race = new AddressRace<W>(addresses, steps, { interval, clock });
  try {
    const won = await race.run(limit.signal);
    if (won !== undefined) return won.winner;
  } catch (error) {
    if (!(error instanceof DeadlineReached)) throw error;
    throw timedOut(info, error.ms, race.failures);
  }
  throw bestError(race.failures) ?? new ResolveError(info.addrs.join(", "), { cause: undefined });
}

function timedOut(info: ApiInfo, ms: number, failures: readonly Error[]): DialTimeoutError {
  const cause = bestError(failures);
  const error = new DialTimeoutError(
    info.addrs.join(", "),
    ms,
    cause === undefined ? {} : { cause },
  );
  error.others = failures.filter((failure) => failure !== cause);
  return error;
}
