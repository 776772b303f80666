import { sleep } from "@holdfast/ports";
import { CertificateError } from "./dial-errors.js";
import { connectTo, type DialContext, type Endpoint } from "./endpoint.js";
import type { Target } from "./target.js";

/**
 * Connects to one place. With a `retryDelay` it goes on until it succeeds or time is over, save for
 * a certificate that is wrong: that does not mend itself. Each failure that is not final is handed
 * to `failed`.
 *
 * Rejects with a DialError, or the signal's reason.
 */
export async function attempt<T>(
  target: Target,
  endpoint: Endpoint<T>,
  context: DialContext & { readonly failed: (error: Error) => void },
): Promise<T> {
  const { settings, signal, failed } = context;
  const { clock, retryDelay } = settings;
  const limited = settings.timeout > 0 || settings.dialTimeout > 0;
  for (;;) {
    const started = clock.now();
    try {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other is the point
      return await connectTo(target, endpoint, context);
    } catch (error) {
      const final = signal.aborted || error instanceof CertificateError;
      if (final || retryDelay === 0 || !limited || !(error instanceof Error)) throw error;
      failed(error);
    }
    // oxlint-disable-next-line no-await-in-loop
    await sleep(Math.max(0, started + retryDelay - clock.now()), { clock, signal });
  }
}
