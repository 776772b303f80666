/** Runs tasks one after another, in the order in which they came, whatever becomes of each. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Fulfilled once all that was asked for so far has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
