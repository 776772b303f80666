// Being looked into is an accessory: an agent works without it, and tries again until it can be had.
//
//   trying ──listens──► listening ──closed──► closed
//     │  ▲                                      ▲
//   failed │ 10 s                               │
//     ▼    │                                    │
//   waiting┘──────────────closed────────────────┘
import { type Clock, errorFacts, type Logger, sleep } from "@holdfast/ports";

/** What is listened on, and how that is ended. */
export interface Listening {
  /** For people: a path, a URL. */
  readonly where: string;
  close(): Promise<void>;
}

/** What {@link PersistentListener} needs. */
export interface PersistentListenerOptions {
  /** Rejects, having given back whatever it took, where it cannot be had. */
  readonly listen: () => Promise<Listening>;
  /** What the agent lacks meanwhile: "the live page". */
  readonly what: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

const retryMs = 10_000;

/** Listens as soon as it can. */
export class PersistentListener implements AsyncDisposable {
  readonly #options: PersistentListenerOptions;
  readonly #closing = new AbortController();
  #listening: Listening | undefined;
  #rest: Promise<void> = Promise.resolve();

  private constructor(options: PersistentListenerOptions) {
    this.#options = options;
  }

  /** Fulfilled after the first try, whatever came of it. */
  static async start(options: PersistentListenerOptions): Promise<PersistentListener> {
    const listener = new PersistentListener(options);
    const said = await listener.#try(undefined);
    if (said !== undefined) listener.#rest = listener.#tryAgain(said);
    return listener;
  }

  /** Where it listens now. */
  get where(): string | undefined {
    return this.#listening?.where;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#rest;
    await this.#listening?.close();
    this.#listening = undefined;
  }

  async #tryAgain(first: string): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#closing;
    let said: string | undefined = first;
    while (said !== undefined && !signal.aborted) {
      try {
        await sleep(retryMs, { clock, signal });
      } catch {
        return; // closed meanwhile
      }
      said = await this.#try(said);
    }
  }

  /** What was in the way, in the words that were logged; undefined once it listens. */
  async #try(said: string | undefined): Promise<string | undefined> {
    const { listen, what, logger } = this.#options;
    try {
      const listening = await listen();
      this.#listening = listening;
      if (said !== undefined) logger.info(`${what} can be had now`, { at: listening.where });
      return undefined;
    } catch (error) {
      const { message } = errorFacts(error);
      if (message !== said) {
        logger.warn(`going on without ${what}, and trying again every ${retryMs / 1000} s`, {
          error,
        });
      }
      return message;
    }
  }
}
