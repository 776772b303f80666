// Who gets the event loop next. Work is done at once while nobody waits and the slice lasts; after
// that it waits, in a line for each caller, and the lines take turns: a caller with a thousand calls
// keeps another waiting for a slice of them. Between slices the event loop sees to sockets and timers.
//
// Work that may take long is a generator: it yields often, and may be put off wherever it does. It
// stays at the head of its line, so a caller has one such work under way.
import { cancelled } from "./api-errors.js";

/** ms of work after which the event loop sees to its sockets. */
export const SLICE = 8;

/** Whoever has a line of its own: an entity, or a connection on which nobody has logged in. */
export type Caller = string | object;

/** Work in steps: it can be put off wherever it yields. */
export type Steps<T> = Generator<void, T>;

/** Does a part; false where there is more of it. */
type Work = () => boolean;

/** Shares the time of the one thread there is. */
export class FairTurns implements Disposable {
  readonly #now: () => number;
  readonly #lines = new Map<Caller, Work[]>();
  #endsAt: number | undefined;
  #immediate: NodeJS.Immediate | undefined;

  /** @param now - ms that the work takes, whatever the clock of a test says */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Does the work when it is the caller's turn: at once where nobody waits.
   *
   * @throws ApiError `context canceled` where the signal is aborted before
   */
  run<T>(caller: Caller, signal: AbortSignal, work: () => T): T | Promise<T> {
    if (this.#lines.size === 0 && this.#mayGoOn()) return work();
    return this.#queue(caller, signal, (resolve) => {
      resolve(work());
      return true;
    });
  }

  /** {@link FairTurns.run} for work whose end nobody waits for. It must not throw. */
  do(caller: Caller, work: () => void): void {
    if (this.#lines.size === 0 && this.#mayGoOn()) {
      work();
      return;
    }
    this.#add(caller, () => {
      work();
      return true;
    });
  }

  /** {@link FairTurns.run} for work in steps. */
  async runSteps<T>(caller: Caller, signal: AbortSignal, steps: Steps<T>): Promise<T> {
    return await this.#queue<T>(caller, signal, (resolve) => {
      while (this.#mayGoOn()) {
        const step = steps.next();
        if (step.done !== true) continue;
        resolve(step.value);
        return true;
      }
      return false;
    });
  }

  /** Nothing that waits is done any more. */
  [Symbol.dispose](): void {
    if (this.#immediate !== undefined) clearImmediate(this.#immediate);
    this.#lines.clear();
  }

  #queue<T>(
    caller: Caller,
    signal: AbortSignal,
    part: (resolve: (value: T | Promise<T>) => void) => boolean,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const work: Work = () => {
        try {
          if (!signal.aborted) return part(resolve);
          reject(cancelled());
        } catch (error) {
          reject(error);
        }
        return true;
      };
      this.#add(caller, work);
    });
  }

  #add(caller: Caller, work: Work): void {
    const line = this.#lines.get(caller);
    if (line === undefined) this.#lines.set(caller, [work]);
    else line.push(work);
    this.#schedule();
  }

  /** Whether the slice lasts; one begins with the first work after the event loop went round. */
  #mayGoOn(): boolean {
    const now = this.#now();
    if (this.#endsAt === undefined) {
      this.#endsAt = now + SLICE;
      this.#schedule();
    }
    return now < this.#endsAt;
  }

  #schedule(): void {
    this.#immediate ??= setImmediate(() => this.#serve());
  }

  #serve(): void {
    this.#immediate = undefined;
    this.#endsAt = undefined;
    while (this.#lines.size > 0 && this.#mayGoOn()) {
      const [first] = this.#lines;
      if (first !== undefined) this.#serveLine(...first);
    }
    if (this.#lines.size > 0) this.#schedule();
  }

  #serveLine(caller: Caller, line: Work[]): void {
    // It stays in its place meanwhile: the work may bring more of it.
    const [work] = line;
    if (work?.() === true) line.shift();
    // To the end of the row, or out of it.
    this.#lines.delete(caller);
    if (line.length > 0) this.#lines.set(caller, line);
  }
}
