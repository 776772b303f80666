import { watcherStopped } from "./api-errors.js";
import { cancellable } from "./cancellable.js";

// A watcher between two calls of Next:
//
//        changed()                      next()
//   quiet ───────► fired      quiet ───────────► waited for
//     ▲              │          ▲                    │
//     └── next() ────┘          └──── changed() ─────┘        stop() from anywhere: stopped

/** What a watcher watches. */
export interface Watched<T> {
  /** Whether it remembers, or tells of, all there is in a model: of such watchers few are had. */
  readonly everything?: true;
  /** What there is to tell now; undefined where, on a closer look, there is nothing new. */
  news(): T | undefined;
  /** Calls back when there may be news. Returns what ends that. */
  subscribe(listener: () => void): () => void;
  /** Whether the last news were only a part of what there is to tell. */
  hasMore?(): boolean;
}

interface Waiting<T> {
  resolve(news: T): void;
  reject(error: unknown): void;
}

/** The controller's half of the Next/Stop protocol. */
export class Watcher<T> {
  readonly #watched: Watched<T>;
  readonly #unsubscribe: () => void;
  readonly #waiting = new Set<Waiting<T>>();
  #state: "quiet" | "fired" | "stopped";

  /** @param first - whether the first Next is answered at once, with what there is */
  constructor(watched: Watched<T>, options: { readonly first: boolean }) {
    this.#watched = watched;
    this.#state = options.first ? "fired" : "quiet";
    this.#unsubscribe = watched.subscribe(() => this.#changed());
  }

  /**
   * Waits for news. Of several who wait, one hears of each change.
   *
   * @throws ApiError `stopped` once stopped, `context canceled` when the signal is aborted
   */
  next(signal: AbortSignal): Promise<T> {
    return cancellable<T>(signal, (resolve, reject) => {
      if (this.#state === "stopped") {
        reject(watcherStopped());
        return undefined;
      }
      const waiting: Waiting<T> = { resolve, reject };
      this.#waiting.add(waiting);
      if (this.#state === "fired") this.#changed();
      return () => this.#waiting.delete(waiting);
    });
  }

  /** Ends it: whoever waits hears `stopped`. */
  stop(): void {
    if (this.#state === "stopped") return;
    this.#state = "stopped";
    this.#unsubscribe();
    for (const waiting of this.#waiting) waiting.reject(watcherStopped());
  }

  #changed(): void {
    if (this.#state === "stopped") return;
    const [first] = this.#waiting;
    if (first === undefined) {
      // Looked at only once somebody asks, so that a burst of changes is told once.
      this.#state = "fired";
      return;
    }
    this.#state = "quiet";
    try {
      const news = this.#watched.news();
      if (news !== undefined) first.resolve(news);
      if (this.#watched.hasMore?.() === true) this.#state = "fired";
    } catch (error) {
      first.reject(error);
    }
  }
}
