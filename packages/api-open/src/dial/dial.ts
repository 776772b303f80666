import { RpcPeer } from "@holdfast/rpc";
import type { ApiInfo } from "@holdfast/names";
import { AddressRace } from "./address-race.js";
import { connectWithRetry } from "./connect-with-retry.js";
import { bestError } from "./best-error.js";
import { Deadline, DeadlineReached } from "./deadline.js";
import { DialTimeoutError, ResolveError } from "./dial-errors.js";
import type { DialSettings } from "./dial-options.js";
import { shuffled } from "./shuffle.js";
import { resolveTargets, type Target, targetKey } from "./resolve-targets.js";

/** A connection that is not logged in yet, and its target. */
export interface DialResult {
  readonly peer: RpcPeer;
  readonly target: Target;
}

/**
 * Connects to all addresses concurrently, staggered; the first to succeed is used. The caller owns the peer.
 *
 * Rejects with a DialError, whose `others` are the other failures, or the signal's reason.
 */
export async function dial(
  info: ApiInfo,
  path: string,
  settings: DialSettings,
  signal: AbortSignal,
): Promise<DialResult> {
  const { clock, logger, dialAddressInterval: interval, maxMessageBytes, observer } = settings;
  using limit = new Deadline(settings.dialTimeout, clock, signal);
  const race = new AddressRace<DialResult>(
    shuffled(info.addrs, settings.random),
    {
      resolve: (address, options) => resolveTargets(address, settings, options),
      key: targetKey,
      attempt: async (target, options) => {
        const peer = await connectWithRetry(
          target,
          {
            path,
            adopt: (socket) => new RpcPeer({ socket, clock, logger, maxMessageBytes, observer }),
          },
          { ...options, info, settings },
        );
        return { peer, target };
      },
      discard: ({ peer }) => peer.destroy(new Error("another address was faster")),
    },
    { interval, clock },
  );
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
