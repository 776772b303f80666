// The calls in flight by their request ids: a ring buffer for the recent ones, with a map for the rest.
// Ids grow by one with each call and most replies come soon, so a call's slot in the ring is the low
// bits of its id. A call that waits for long (a watcher's Next) moves to the map when its slot is needed.
//
// A map alone would be correct, but slow: with an insertion and a deletion for every call V8 rebuilds
// its table every few thousand calls, and the old tables, promoted to the old generation, keep dead
// calls alive through every young collection. That cost a quarter of the CPU time of a busy client.

const smallest = 16;
const largest = 8192;

export class CallTable<T extends { readonly id: number }> {
  #ring: (T | undefined)[] = empty(smallest);
  #recent = 0;
  readonly #old = new Map<number, T>();

  get size(): number {
    return this.#recent + this.#old.size;
  }

  /** Adds a call, whose id is higher than any before. */
  add(call: T): void {
    let slot = this.#slot(call.id);
    while (this.#ring[slot] !== undefined) {
      if (this.#recent * 2 > this.#ring.length && this.#ring.length < largest) this.#grow();
      else this.#moveToMap(slot);
      slot = this.#slot(call.id);
    }
    this.#ring[slot] = call;
    this.#recent++;
  }

  /** Removes and returns a call; undefined where there is none of this id. */
  take(id: number): T | undefined {
    const slot = this.#slot(id);
    const call = this.#ring[slot];
    if (call?.id === id) {
      this.#ring[slot] = undefined;
      this.#recent--;
      return call;
    }
    const old = this.#old.get(id);
    if (old !== undefined) this.#old.delete(id);
    return old;
  }

  /** All calls, in the order of their ids. */
  list(): T[] {
    const recent = this.#ring.filter((call) => call !== undefined);
    return [...this.#old.values(), ...recent].toSorted((a, b) => a.id - b.id);
  }

  #slot(id: number): number {
    return id & (this.#ring.length - 1);
  }

  #moveToMap(slot: number): void {
    const call = this.#ring[slot];
    if (call === undefined) return;
    this.#ring[slot] = undefined;
    this.#recent--;
    this.#old.set(call.id, call);
  }

  #grow(): void {
    const old = this.#ring;
    this.#ring = empty(old.length * 2);
    // Two calls with different slots before have different ones in a longer ring, too.
    for (const call of old) {
      if (call !== undefined) this.#ring[this.#slot(call.id)] = call;
    }
  }
}

function empty<T>(length: number): (T | undefined)[] {
  return Array.from({ length }, () => undefined);
}
