import { abortable, onAbort } from "@holdfast/ports";

import { catchUp, type Following } from "./catch-up.js";
import { Connecting, type ConnectingOptions } from "./connecting.js";
import type { Link } from "./link.js";
import { withinLimit } from "./within-limit.js";
import { CHANNEL } from "./write-statements.js";

/** ms between two looks at the head that nobody asked for: a notification may be lost with its connection. */
const POLL = 2000;
/** ms for the server to say that it listens. */
const LIMIT = 5000;

interface Waiter {
  over: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Keeps a replica up with what others commit: at once where PostgreSQL notifies it, and whenever somebody
 * asks. All who ask while one question is on its way have the next one in common.
 */
export class LogFollower {
  readonly #following: Following;
  readonly #options: ConnectingOptions;
  readonly #connecting: Connecting;
  readonly #ended: Promise<void>;
  #listening: Link | undefined;
  #waiting = new Set<Waiter>();
  /** Looks at once; undefined while it is looking. */
  #wake: (() => void) | undefined;
  #woken = false;

  /** @param link - connected, and the first to be used */
  constructor(following: Following, options: ConnectingOptions, link: Link) {
    this.#following = following;
    this.#options = options;
    this.#connecting = new Connecting(options, link);
    this.#ended = this.#run();
  }

  /** Fulfilled once the replica has what was committed when this was called. */
  fresh(signal: AbortSignal): Promise<void> {
    const late = (): Error => this.#connecting.failure("cannot read from");
    return withinLimit<void>({ clock: this.#options.clock, signal, late }, (resolve, reject) => {
      const waiter: Waiter = { resolve, reject, over: false };
      this.#waiting.add(waiter);
      this.#look();
      return () => {
        waiter.over = true;
        this.#waiting.delete(waiter);
      };
    });
  }

  /** Fulfilled once it has ended, which its options' signal makes it do. */
  async end(limit: number): Promise<void> {
    await this.#ended;
    await this.#connecting.end(limit);
  }

  destroy(): void {
    this.#connecting.destroy();
  }

  #look(): void {
    this.#woken = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      this.#woken = false;
      const asking = this.#waiting;
      this.#waiting = new Set();
      const went = await this.#connecting.attempt((link) => this.#once(link));
      if (went === "done") {
        for (const { resolve } of asking) resolve();
        await this.#rest();
      } else if (went === "lasting") {
        for (const { reject } of asking) reject(this.#connecting.failure("cannot read from"));
      } else {
        for (const waiter of asking) if (!waiter.over) this.#waiting.add(waiter);
      }
    }
    const closed = signal.reason;
    for (const { reject } of this.#waiting) reject(closed);
  }

  async #once(link: Link): Promise<void> {
    if (this.#listening !== link) {
      this.#listening = link;
      const { replica } = this.#following;
      link.onNotification((version) => {
        if (Number(version) > replica.commit.version) this.#look();
      });
      await link.statements([`LISTEN ${CHANNEL}`], LIMIT);
    }
    await catchUp(link, this.#following, "none");
  }

  /** Until somebody asks, something was committed, the connection is lost, or it is time to look. */
  async #rest(): Promise<void> {
    if (this.#woken) return;
    const { clock, signal } = this.#options;
    await abortable<void>(signal, (resolve) => {
      const timer = clock.setTimeout(resolve, POLL);
      const leave = onAbort(this.#listening?.lost, resolve);
      this.#wake = resolve;
      return () => {
        clock.clearTimeout(timer);
        leave();
        this.#wake = undefined;
      };
    }).catch(() => undefined);
  }
}
