// A process that opens a thousand connections at once serves none of them in time: handshakes are work for its
// one thread, and time limits pass meanwhile. So few are begun at a time. It is a pace and no queue for a scarce
// thing: one that takes long, since nobody answers there, gives up its turn and goes on.
import type { OpenFunc } from "@holdfast/api-open";
import { type Clock, onAbort } from "@holdfast/ports";

/** How many are opened at a time. */
const AT_ONCE = 8;
/** ms after which one that is still being opened holds up nobody any more. */
const TURN = 500;

/** The pace at which all agents of a process open their connections. */
export class DialPace {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #open = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `open`, at this pace. What it returns and throws is unchanged. */
  paced(open: OpenFunc): OpenFunc {
    return async (info, options, signal) => {
      const end = await this.#turn(signal);
      const timer = this.#clock.setTimeout(end, TURN);
      try {
        return await open(info, options, signal);
      } finally {
        this.#clock.clearTimeout(timer);
        end();
      }
    };
  }

  /** Fulfilled when it is its turn; what it returns ends that, and is harmless when repeated. */
  async #turn(signal: AbortSignal | undefined): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#open >= AT_ONCE) await this.#wait(signal);
    this.#open++;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#open--;
      this.#next();
    };
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    const turn = Promise.withResolvers<void>();
    this.#waiting.add(turn.resolve);
    const forget =
      signal === undefined
        ? undefined
        : onAbort(signal, () => {
            this.#waiting.delete(turn.resolve);
            turn.reject(signal.reason);
          });
    try {
      await turn.promise;
    } finally {
      forget?.();
    }
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    this.#waiting.delete(first);
    first();
  }
}
