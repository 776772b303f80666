// What happens next, on a clock that jumps from one event to the next: a binary heap, since ten thousand
// agents have as many timers, and a million events.
interface Event {
  readonly at: number;
  readonly order: number;
  readonly happen: () => void;
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Events in virtual time; the same ones in the same order, whenever it is run. */
export class EventQueue {
  readonly #heap: Event[] = [];
  #order = 0;
  #now = 0;

  /** ms since the beginning. */
  now(): number {
    return this.#now;
  }

  /** Has `happen` called in `ms`. */
  after(ms: number, happen: () => void): void {
    const event = { at: this.#now + Math.max(0, ms), order: this.#order++, happen };
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(event, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = event;
  }

  /** Lets everything happen until nothing is left to, or `end` says so. */
  run(end: () => boolean): void {
    for (let event = this.#pop(); event !== undefined; event = this.#pop()) {
      this.#now = event.at;
      event.happen();
      if (end()) return;
    }
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || first === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      if (one === undefined) break;
      const isOther = other !== undefined && isBefore(other, one);
      const child = isOther ? other : one;
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = isOther ? left + 1 : left;
    }
    heap[at] = last;
    return first;
  }
}
