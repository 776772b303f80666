/** A controller's limit on logins, as Juju has it: so many at once, then one more every so often. */
export class LoginLimit {
  #tokens: number;
  #at: number;

  /**
   * @param now - ms of the clock by which it is asked
   * @param atOnce - how many logins it lets in at once
   * @param every - ms until it has room for one more
   */
  constructor(
    now: number,
    readonly atOnce = 10,
    readonly every = 250,
  ) {
    this.#at = now;
    this.#tokens = atOnce;
  }

  /** The least time in which it lets so many in, in ms. */
  least(logins: number): number {
    return Math.max(0, logins - this.atOnce) * this.every;
  }

  /** Whether one more may log in at that time. */
  admits(now: number): boolean {
    this.#tokens = Math.min(this.atOnce, this.#tokens + (now - this.#at) / this.every);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
