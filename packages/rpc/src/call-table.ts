// Which call waits for which reply. Ids grow by one with each call, and most replies come soon: the
// recent calls sit in a ring, at the last bits of their ids. Those that wait for long (a watcher's
// Next) move to a map when the ring comes round to them.
//
// A map alone would do, but for the garbage collector: entered and left by every call, it is rebuilt
// every few thousand calls, and each old table, itself garbage but old, keeps the calls of its time
// alive through every young collection. That cost a quarter of the time of a busy client.

const smallest = 16;
const largest = 8192;

export class CallTable<T extends { readonly id: number }> {
  #ring: (T | undefined)[] = empty(smallest);
  #recent = 0;
  readonly #late = new Map<number, T>();

  get size(): number {
    return this.#recent + this.#late.size;
  }

  /** Enters a call, whose id is higher than any before. */
  enter(call: T): void {
    let slot = this.#slot(call.id);
    while (this.#ring[slot] !== undefined) {
      if (this.#recent * 2 > this.#ring.length && this.#ring.length < largest) this.#grow();
      else this.#retire(slot);
      slot = this.#slot(call.id);
    }
    this.#ring[slot] = call;
    this.#recent++;
  }

  /** Takes a call out; undefined where there is none of this id. */
  take(id: number): T | undefined {
    const slot = this.#slot(id);
    const call = this.#ring[slot];
    if (call?.id === id) {
      this.#ring[slot] = undefined;
      this.#recent--;
      return call;
    }
    const late = this.#late.get(id);
    if (late !== undefined) this.#late.delete(id);
    return late;
  }

  /** All there are, in the order of their ids. */
  list(): T[] {
    const recent = this.#ring.filter((call) => call !== undefined);
    return [...this.#late.values(), ...recent].toSorted((a, b) => a.id - b.id);
  }

  #slot(id: number): number {
    return id & (this.#ring.length - 1);
  }

  #retire(slot: number): void {
    const call = this.#ring[slot];
    if (call === undefined) return;
    this.#ring[slot] = undefined;
    this.#recent--;
    this.#late.set(call.id, call);
  }

  #grow(): void {
    const old = this.#ring;
    this.#ring = empty(old.length * 2);
    // Two that had slots of their own before have them in a longer ring, too.
    for (const call of old) {
      if (call !== undefined) this.#ring[this.#slot(call.id)] = call;
    }
  }
}

function empty<T>(length: number): (T | undefined)[] {
  return Array.from({ length }, () => undefined);
}
