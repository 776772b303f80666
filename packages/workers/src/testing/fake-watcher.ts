import type { NotifyWatchResult, StringsWatchResult } from "@holdfast/facades";
import { abortable } from "@holdfast/ports";

/** One of the controller's watchers, whose changes the test makes. */
export interface FakeWatcher<Result, Change extends unknown[]> {
  /** What the `Watch…` method answers: return it from an answer. */
  readonly started: Result;
  /** Something changed: the watcher's reader is told. */
  readonly change: (...change: Change) => void;
  /** Whether the reader has stopped it. */
  readonly stopped: boolean;
}

export type FakeNotifyWatcher = FakeWatcher<NotifyWatchResult, []>;
export type FakeStringsWatcher = FakeWatcher<StringsWatchResult, [...names: string[]]>;

/** What a watcher has to tell, and who waits for it. */
export class WatcherQueue {
  readonly #events: unknown[] = [];
  readonly #heard = new Set<() => void>();
  readonly #stopping = new AbortController();

  get stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  push(event: unknown): void {
    this.#events.push(event);
    for (const heard of this.#heard) heard();
  }

  stop(reason: Error): void {
    this.#stopping.abort(reason);
  }

  /** The next event. Rejects with the reason for which it was stopped, or the signal's. */
  async next(signal: AbortSignal): Promise<unknown> {
    const either = AbortSignal.any([signal, this.#stopping.signal]);
    await abortable<void>(either, (resolve) => {
      if (this.#events.length > 0) resolve();
      this.#heard.add(resolve);
      return () => void this.#heard.delete(resolve);
    });
    return this.#events.shift();
  }
}
