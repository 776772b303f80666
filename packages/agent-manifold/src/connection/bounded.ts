// What a strategy of anybody's does is waited for so long and no longer: its connect(), and the close()
// of what it gave. What comes too late is closed.
import type { Connection } from "@holdfast/api-open";
import { type Clock, onAbort, sleep, untilAborted } from "@holdfast/ports";

import { CloseOverdueError, StrategyOverdueError, StrategyResultError } from "../errors.js";

/** ms for connect(): beyond every wait of our own strategies, which is 10 minutes to be provisioned. */
const CONNECT_TIMEOUT = 15 * 60_000;
/** ms for connect() to end once its signal is aborted. */
const INTERRUPT_TIMEOUT = 5_000;
/** ms for close(): twice what our own connections take at the most. */
const CLOSE_TIMEOUT = 10_000;

/**
 * What `connect` gives, within 15 minutes and within 5 s of an interruption.
 *
 * @throws StrategyOverdueError, StrategyResultError for what is no connection, what `connect` throws, or
 *   the signal's reason
 */
export async function connectInTime(
  connect: (signal: AbortSignal) => Promise<Connection>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Connection> {
  const interrupted = new AbortController();
  const settled = new AbortController();
  const forget = onAbort(signal, () => interrupted.abort(signal.reason));
  const wait = { clock, signal: settled.signal };
  const work = connect(interrupted.signal);
  const overdue = async (): Promise<never> => {
    await Promise.race([sleep(CONNECT_TIMEOUT, wait), untilAborted(interrupted.signal)]);
    interrupted.abort(new StrategyOverdueError(CONNECT_TIMEOUT));
    await sleep(INTERRUPT_TIMEOUT, wait);
    void work.then((late) => late.close()).catch(() => undefined);
    throw interrupted.signal.reason;
  };
  const bound = overdue();
  bound.catch(() => undefined); // it is told through the race, or nobody waits for it any more
  try {
    const made: unknown = await Promise.race([work, bound]);
    if (isConnection(made)) return made;
    throw new StrategyResultError();
  } finally {
    settled.abort();
    forget();
  }
}

/** Closes `connection`. @throws what its close() does, or CloseOverdueError after 10 s */
export async function closeInTime(connection: Connection, clock: Clock): Promise<void> {
  const settled = new AbortController();
  const overdue = sleep(CLOSE_TIMEOUT, { clock, signal: settled.signal }).then(
    () => {
      throw new CloseOverdueError(CLOSE_TIMEOUT);
    },
    () => undefined, // closed in time
  );
  await Promise.race([connection.close(), overdue]).finally(() => settled.abort());
}

function isConnection(made: unknown): made is Connection {
  return (
    typeof made === "object" &&
    made !== null &&
    "close" in made &&
    typeof made.close === "function" &&
    "broken" in made &&
    made.broken instanceof AbortSignal
  );
}
