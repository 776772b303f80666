import type { ApiInfo } from "@holdfast/names";
import { RpcPeer } from "@holdfast/rpc";
import { connectWithRetry } from "./connect-with-retry.js";
import { dialAddresses } from "./dial-addresses.js";
import type { DialSettings } from "./dial-options.js";
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
export function dial(
  info: ApiInfo,
  path: string,
  settings: DialSettings,
  signal: AbortSignal,
): Promise<DialResult> {
  const { clock, logger, maxMessageBytes, observer } = settings;
  return dialAddresses<DialResult>(
    info,
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
    settings,
    signal,
  );
}
