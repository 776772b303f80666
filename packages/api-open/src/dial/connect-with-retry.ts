import { sleep } from "@holdfast/ports";
import { CertificateError } from "./dial-errors.js";
import {
  connectWebSocket,
  type DialContext,
  type WebSocketEndpoint,
} from "./connect-web-socket.js";
import type { Target } from "./resolve-targets.js";

/**
 * Connects to one target. With a `retryDelay` it tries again until it succeeds or the time is over,
 * except after a CertificateError, which another attempt would not change. Each failure after which
 * it tries again is passed to `failed`.
 *
 * Rejects with a DialError, or the signal's reason.
 */
export async function connectWithRetry<T>(
  target: Target,
  endpoint: WebSocketEndpoint<T>,
  context: DialContext & { readonly failed: (error: Error) => void },
): Promise<T> {
  const { settings, signal, failed } = context;
  const { clock, retryDelay } = settings;
  const limited = settings.timeout > 0 || settings.dialTimeout > 0;
  for (;;) {
    const started = clock.now();
    try {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other is the point
      return await connectWebSocket(target, endpoint, context);
    } catch (error) {
      const final = signal.aborted || error instanceof CertificateError;
      if (final || retryDelay === 0 || !limited || !(error instanceof Error)) throw error;
      failed(error);
    }
    // oxlint-disable-next-line no-await-in-loop
    await sleep(Math.max(0, started + retryDelay - clock.now()), { clock, signal });
  }
}
