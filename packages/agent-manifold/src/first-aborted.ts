import { onAbort } from "@holdfast/ports";

/**
 * Waits for the first of these signals to be aborted, and answers which one. On a tie the first in
 * the list wins. Leaves no listener behind.
 */
export async function firstAborted<S extends AbortSignal>(...signals: readonly S[]): Promise<S> {
  const { promise, resolve } = Promise.withResolvers<S>();
  const forget = signals.map((signal) => onAbort(signal, () => resolve(signal)));
  try {
    return await promise;
  } finally {
    for (const each of forget) each();
  }
}
