import { onAbort } from "@holdfast/ports";

/**
 * Runs several loops as one: where the first ends, the others are told to, and waited for. Ends as the
 * first did.
 */
export async function together(
  killed: AbortSignal,
  ...loops: readonly ((signal: AbortSignal) => Promise<void>)[]
): Promise<void> {
  const over = new AbortController();
  const forget = onAbort(killed, () => over.abort(killed.reason));
  const running = loops.map((loop) => loop(over.signal));
  try {
    await Promise.race(running);
  } finally {
    forget();
    over.abort();
    await Promise.allSettled(running);
  }
}
