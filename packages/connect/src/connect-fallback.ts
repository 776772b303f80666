// The login with the current password, then with the earlier ones, waiting for a machine that is
// not provisioned yet: Juju's algorithm, interruptible, and never with an empty password.
import { type ApiInfo, type Connection, isApiError, type OpenFunc } from "@holdfast/api-open";
import { type Clock, type Logger, silentLogger, sleep, systemClock } from "@holdfast/ports";

import { closeQuietly } from "./closing.js";
import { defaultConnectPolicy, type ConnectPolicy } from "./connect-policy.js";
import { impossible } from "./impossible.js";

export interface FallbackOptions {
  readonly apiOpen: OpenFunc;
  /** Its password is replaced by each of `passwords` in turn. */
  readonly info: ApiInfo;
  /** What to try, in this order; empty ones are left out. The first one is the current password. */
  readonly passwords: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly policy?: Pick<ConnectPolicy, "dial" | "provisioning"> | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

export interface FallbackLogin {
  /** The caller's to close. */
  readonly connection: Connection;
  /** The password that the controller accepted. */
  readonly password: string;
}

/**
 * Opens a connection with the first of `passwords` that the controller accepts. The next one is tried
 * only after the answer `unauthorized access`; `not provisioned` is asked again, with the same
 * password, at once and then as the policy says; everything else is final.
 *
 * @throws {ConnectImpossibleError} with the reason `no password`, where there is none to try
 * @throws the controller's last answer, or what kept it from answering, or the signal's reason
 */
export async function connectFallback(options: FallbackOptions): Promise<FallbackLogin> {
  const passwords = [...new Set(options.passwords)].filter((password) => password !== "");
  let refusal: unknown;
  for (const password of passwords) {
    try {
      return { connection: await openProvisioned(options, password), password };
    } catch (error) {
      if (!isApiError(error, "unauthorized access")) throw error;
      refusal = error;
    }
  }
  throw refusal ?? impossible("no password", options.info.tag);
}

/** Opens with one password, asking again while the machine is not provisioned. */
async function openProvisioned(options: FallbackOptions, password: string): Promise<Connection> {
  const { provisioning } = options.policy ?? defaultConnectPolicy;
  const { signal, clock = systemClock, logger = silentLogger } = options;
  const started = clock.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await openOnce(options, password);
    } catch (error) {
      if (!isApiError(error, "not provisioned") || provisioning.limit <= 0) throw error;
      // The first repetition follows at once, as Juju's does.
      const pause = attempt === 0 ? 0 : provisioning.interval;
      if (clock.now() - started + pause >= provisioning.limit) throw error;
      if (attempt === 0) {
        logger.info("not provisioned yet; asking again until it is", { tag: options.info.tag });
      }
      if (pause > 0) await sleep(pause, { clock, signal });
    }
  }
}

async function openOnce(options: FallbackOptions, password: string): Promise<Connection> {
  const { apiOpen, info, signal, policy = defaultConnectPolicy, logger } = options;
  signal?.throwIfAborted();
  const connection = await apiOpen({ ...info, password }, policy.dial, signal);
  if (signal?.aborted) {
    // It was opened just as nobody wanted it any more.
    await closeQuietly(connection, logger);
    throw signal.reason;
  }
  return connection;
}
