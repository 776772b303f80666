/** The workers, and starts, that did not end in time and have not ended since: how many, by name. */
export class AbandonedWorkers {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, this.count(name) + 1);
  }

  /** One of them has ended after all. */
  ended(name: string): void {
    const left = this.count(name) - 1;
    if (left > 0) this.#counts.set(name, left);
    else this.#counts.delete(name);
  }

  /** An engine that is the worker of `name` ended without `names`. */
  addInside(name: string, names: readonly string[]): void {
    for (const inner of names) this.add(`${name}/${inner}`);
  }

  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  get names(): readonly string[] {
    return [...this.#counts.keys()];
  }
}
