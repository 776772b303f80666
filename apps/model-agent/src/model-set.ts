// Which models the agent serves. It outlives the workers around it: while the controller cannot be
// asked, what it last said holds, and the engines of the models go on.

/** The models to serve, and word of its changes. */
export class ModelSet {
  readonly #listeners = new Set<() => void>();
  #models: ReadonlySet<string>;

  /** @param models - UUIDs */
  constructor(models: Iterable<string> = []) {
    this.#models = new Set(models);
  }

  /** UUIDs. */
  get current(): ReadonlySet<string> {
    return this.#models;
  }

  /** Replaces the set; listeners hear of it where it is another. */
  replace(models: Iterable<string>): void {
    const next = new Set(models);
    const same = next.size === this.#models.size && [...next].every((one) => this.#models.has(one));
    if (same) return;
    this.#models = next;
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
