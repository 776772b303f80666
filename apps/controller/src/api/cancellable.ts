import { abortable, type Cleanup } from "@holdfast/ports";

import { cancelled } from "./api-errors.js";

/**
 * {@link abortable} for what a client waits for: where the signal is aborted it hears so in Juju's
 * words.
 *
 * @throws ApiError `context canceled` when the signal is aborted
 */
export async function cancellable<T>(
  signal: AbortSignal,
  begin: (resolve: (value: T) => void, reject: (reason: unknown) => void) => Cleanup | void,
): Promise<T> {
  try {
    return await abortable(signal, begin);
  } catch (error) {
    throw signal.aborted && error === signal.reason ? cancelled() : error;
  }
}
