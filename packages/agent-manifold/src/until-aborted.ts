/**
 * Waits for the first of these signals to be aborted, and answers which one. On a tie the first in
 * the list wins. Leaves no listener behind.
 */
export function untilAborted<S extends AbortSignal>(...signals: readonly S[]): Promise<S> {
  return new Promise((resolve) => {
    const done = signals.find((signal) => signal.aborted);
    if (done !== undefined) {
      resolve(done);
      return;
    }
    const cleanup = new AbortController();
    for (const signal of signals) {
      signal.addEventListener(
        "abort",
        () => {
          cleanup.abort();
          resolve(signal);
        },
        { signal: cleanup.signal },
      );
    }
  });
}
