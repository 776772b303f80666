/*
 * A priority queue of times: a binary heap with the place of each entry kept in it, so that any can be
 * taken out, and in front of it a queue (FIFO) for times that come in order. Most are set for the same
 * while ahead, one after the other, and cleared long before: there setting and clearing cost next to
 * nothing, and what was cleared is passed over (lazy deletion).
 */

/** Something with one time at which it is due. Both fields belong to {@link TimerQueue}. */
export interface TimerEntry {
  dueAt: number;
  /** Its place in the heap, or one of the two below. */
  queueIndex: number;
}

/** The index of one for which no time is set. */
export const UNSET = -1;
const IN_ORDER = -2;

/** Who is due when. Who is due first is taken first. */
export class TimerQueue<S extends TimerEntry> {
  readonly #heap: S[] = [];
  #queue: S[] = [];
  /** When each of the queue was set for: a later setting makes an entry stale. */
  #times: number[] = [];
  #head = 0;

  /** When the next is due, in ms of the clock; undefined where no time is set. */
  next(): number | undefined {
    const first = this.#first();
    const other = this.#heap[0];
    if (first === undefined || other === undefined) return (first ?? other)?.dueAt;
    return Math.min(first.dueAt, other.dueAt);
  }

  /**
   * Sets the time of `entry`, in place of any set before; Infinity is never.
   * @param soon - whether others will be set for later times before this one is due
   */
  set(entry: S, at: number, soon: boolean): void {
    if (entry.queueIndex >= 0) this.clear(entry);
    if (at === Infinity) {
      entry.queueIndex = UNSET;
      return;
    }
    entry.dueAt = at;
    const last = this.#times.at(-1);
    if (soon && (last === undefined || at >= last)) {
      entry.queueIndex = IN_ORDER;
      this.#queue.push(entry);
      this.#times.push(at);
      return;
    }
    entry.queueIndex = this.#heap.length;
    this.#heap.push(entry);
    this.#up(entry);
  }

  clear(entry: S): void {
    const index = entry.queueIndex;
    entry.queueIndex = UNSET;
    if (index < 0) return;
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#heap[index] = last;
    last.queueIndex = index;
    this.#up(last);
    this.#down(last);
  }

  /** Takes out the next one that is due at `now`. */
  take(now: number): S | undefined {
    const first = this.#first();
    const other = this.#heap[0];
    const due =
      first === undefined || (other !== undefined && other.dueAt < first.dueAt) ? other : first;
    if (due === undefined || due.dueAt > now) return undefined;
    this.clear(due);
    return due;
  }

  /** The first of those in order that is still set. */
  #first(): S | undefined {
    this.#head = this.#passOver(this.#head);
    const first = this.#queue[this.#head];
    if (first === undefined && this.#head > 0) {
      this.#queue = [];
      this.#times = [];
      this.#head = 0;
    }
    return first;
  }

  /** The first place in the queue, from `head`, of one that is still due at the time set there. */
  #passOver(head: number): number {
    const queue = this.#queue;
    const times = this.#times;
    let place = head;
    for (; place < queue.length; place += 1) {
      const entry = queue[place];
      if (entry?.queueIndex === IN_ORDER && entry.dueAt === times[place]) break;
    }
    return place;
  }

  #up(entry: S): void {
    const heap = this.#heap;
    while (entry.queueIndex > 0) {
      const index = (entry.queueIndex - 1) >> 1;
      const parent = heap[index];
      if (parent === undefined || parent.dueAt <= entry.dueAt) return;
      this.#swap(parent, entry);
    }
  }

  #down(entry: S): void {
    const heap = this.#heap;
    for (;;) {
      const index = 2 * entry.queueIndex + 1;
      const left = heap[index];
      const right = heap[index + 1];
      const least =
        right !== undefined && left !== undefined && right.dueAt < left.dueAt ? right : left;
      if (least === undefined || least.dueAt >= entry.dueAt) return;
      this.#swap(entry, least);
    }
  }

  /** Exchanges a parent and its child. */
  #swap(parent: S, child: S): void {
    const above = parent.queueIndex;
    parent.queueIndex = child.queueIndex;
    child.queueIndex = above;
    this.#heap[above] = child;
    this.#heap[parent.queueIndex] = parent;
  }
}
