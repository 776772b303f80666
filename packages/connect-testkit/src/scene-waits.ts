/** What a scenario waits for, looked at whenever something happens. */
export class SceneWaits {
  readonly #waiting = new Map<() => void, string>();
  #looks = 0;

  /** What is waited for now, in the scenario's words. */
  get awaited(): readonly string[] {
    return [...this.#waiting.values()];
  }

  /** How often something happened. */
  get looks(): number {
    return this.#looks;
  }

  /** Something happened. */
  look(): void {
    this.#looks++;
    for (const look of this.#waiting.keys()) look();
  }

  /** Resolves once `condition` holds; rejects once it does not, and `isOver` says that it never will. */
  until(what: string, condition: () => boolean, isOver: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = (): void => {
      if (condition()) resolve();
      else if (isOver()) reject(new Error(`the strategy ended without ${what}`));
      else return;
      this.#waiting.delete(look);
    };
    this.#waiting.set(look, what);
    look();
    return promise;
  }
}
