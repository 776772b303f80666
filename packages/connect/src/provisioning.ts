// Waiting for a machine whose password is right and which is not provisioned yet: Juju's rhythm,
// interruptible, and as long as the policy says.
import { type ApiInfo, type Connection, type OpenFunc } from "@holdfast/api-open";
import {
  type Clock,
  hasCode,
  type Logger,
  silentLogger,
  sleep,
  systemClock,
} from "@holdfast/ports";

import { closeQuietly } from "./closing.js";
import { type ConnectPolicy, defaultConnectPolicy } from "./connect-policy.js";

export interface ProvisionedOptions {
  readonly apiOpen: OpenFunc;
  readonly info: ApiInfo;
  readonly signal?: AbortSignal | undefined;
  readonly policy?: Pick<ConnectPolicy, "dial" | "provisioning"> | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * Opens a connection; while the answer is `not provisioned`, asks again: at once, then as often and for
 * as long as the policy says. The caller owns the connection.
 *
 * @throws the controller's last answer, or what kept it from answering, or the signal's reason
 */
export async function openProvisioned(options: ProvisionedOptions): Promise<Connection> {
  const { provisioning } = options.policy ?? defaultConnectPolicy;
  const { info, signal, clock = systemClock, logger = silentLogger } = options;
  const started = clock.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await openOnce(options);
    } catch (error) {
      if (!hasCode(error, "not provisioned") || provisioning.limit <= 0) throw error;
      // The first repetition follows at once, as Juju's does.
      const pause = attempt === 0 ? 0 : provisioning.interval;
      if (clock.now() - started + pause >= provisioning.limit) throw error;
      if (attempt === 0) {
        logger.info("not provisioned yet; asking again until it is", { tag: info.tag });
      }
      if (pause > 0) await sleep(pause, { clock, signal });
    }
  }
}

async function openOnce(options: ProvisionedOptions): Promise<Connection> {
  const { apiOpen, info, signal, policy = defaultConnectPolicy, logger } = options;
  signal?.throwIfAborted();
  const connection = await apiOpen(info, policy.dial, signal);
  if (signal?.aborted) {
    // It was opened just as nobody wanted it any more.
    await closeQuietly(connection, logger);
    throw signal.reason;
  }
  return connection;
}
