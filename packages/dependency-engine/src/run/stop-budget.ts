/** Of the time it is given, a worker that must give its own workers time keeps this part for them. */
const HANDED_ON = 0.9;

/**
 * The time that the whole engine may take to stop, in ms. It is given out as it is needed: each worker
 * that is told to stop gets what is left, but half of that stays for those whose outputs it uses, since
 * they come after it. So all are told, in order, however many of them never end.
 */
export class StopBudget {
  /** When the time began to run, and when it is over; Infinity while the engine is not to stop. */
  #began = Infinity;
  #over = Infinity;

  /** The engine has `ms` from `now` on; where that began already, no more than it had. */
  begin(now: number, ms: number): void {
    this.#began = Math.min(this.#began, now);
    this.#over = Math.min(this.#over, now + ms);
  }

  /** What is left of it at `now`. */
  left(now: number): number {
    return Math.max(0, this.#over - now);
  }

  /**
   * How long one that must end since `since` may take of it, from then on; Infinity where there is no
   * limit.
   * @param isLast - whether nobody is told to stop only once it has ended
   */
  shareOf(since: number, isLast: boolean): number {
    if (this.#over === Infinity) return Infinity;
    const from = Math.max(since, this.#began);
    const left = this.left(from);
    return from - since + (isLast ? left : Math.floor(left / 2));
  }
}

/** What one that has `ms` to stop may hand on, so that it hears of all ends in time. */
export function handedOn(ms: number): number {
  return ms * HANDED_ON;
}

/** How long one is waited for that said it hands on `ms`. */
export function withOwnShare(ms: number): number {
  return Math.ceil(ms / HANDED_ON);
}
