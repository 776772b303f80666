/** Something that can be woken at one time. Both fields belong to {@link Alarms}. */
export interface Sleeper {
  alarmAt: number;
  /** Its place in the heap, or one of the two below. */
  alarmIndex: number;
}

/** The index of one for whom no time is set. */
export const AWAKE = -1;
const QUEUED = -2;

/**
 * Who is to be woken when. Most are set for the same while ahead, one after the other, and cleared
 * long before: those stand in a queue, where setting and clearing cost next to nothing and what was
 * cleared is passed over. All others are in a binary heap. Who is due first wakes first.
 */
export class Alarms<S extends Sleeper> {
  readonly #heap: S[] = [];
  #queue: S[] = [];
  /** When each of the queue was set for: a later setting makes an entry stale. */
  #times: number[] = [];
  #head = 0;

  /** When the next is due, in ms of the clock; undefined where nobody sleeps. */
  next(): number | undefined {
    const first = this.#first();
    const other = this.#heap[0];
    if (first === undefined || other === undefined) return (first ?? other)?.alarmAt;
    return Math.min(first.alarmAt, other.alarmAt);
  }

  /**
   * Wakes `sleeper` at `at`, in place of any time set before; never, where that is Infinity.
   * @param soon - whether others will be set for later times before this one is due
   */
  set(sleeper: S, at: number, soon: boolean): void {
    this.clear(sleeper);
    if (at === Infinity) return;
    sleeper.alarmAt = at;
    const last = this.#times.at(-1);
    if (soon && (last === undefined || at >= last)) {
      sleeper.alarmIndex = QUEUED;
      this.#queue.push(sleeper);
      this.#times.push(at);
      return;
    }
    sleeper.alarmIndex = this.#heap.length;
    this.#heap.push(sleeper);
    this.#up(sleeper);
  }

  clear(sleeper: S): void {
    const index = sleeper.alarmIndex;
    sleeper.alarmIndex = AWAKE;
    if (index < 0) return;
    const last = this.#heap.pop();
    if (last === undefined || last === sleeper) return;
    this.#heap[index] = last;
    last.alarmIndex = index;
    this.#up(last);
    this.#down(last);
  }

  /** Takes out the next one that is due at `now`. */
  take(now: number): S | undefined {
    const first = this.#first();
    const other = this.#heap[0];
    const due =
      first === undefined || (other !== undefined && other.alarmAt < first.alarmAt) ? other : first;
    if (due === undefined || due.alarmAt > now) return undefined;
    this.clear(due);
    return due;
  }

  /** The first of the queue that is still asleep. */
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

  /** The first place in the queue, from `head`, of one who sleeps until the time set there. */
  #passOver(head: number): number {
    const queue = this.#queue;
    const times = this.#times;
    let place = head;
    for (; place < queue.length; place += 1) {
      const sleeper = queue[place];
      if (sleeper?.alarmIndex === QUEUED && sleeper.alarmAt === times[place]) break;
    }
    return place;
  }

  #up(sleeper: S): void {
    const heap = this.#heap;
    while (sleeper.alarmIndex > 0) {
      const index = (sleeper.alarmIndex - 1) >> 1;
      const parent = heap[index];
      if (parent === undefined || parent.alarmAt <= sleeper.alarmAt) return;
      this.#swap(parent, sleeper);
    }
  }

  #down(sleeper: S): void {
    const heap = this.#heap;
    for (;;) {
      const index = 2 * sleeper.alarmIndex + 1;
      const left = heap[index];
      const right = heap[index + 1];
      const least =
        right !== undefined && left !== undefined && right.alarmAt < left.alarmAt ? right : left;
      if (least === undefined || least.alarmAt >= sleeper.alarmAt) return;
      this.#swap(sleeper, least);
    }
  }

  /** Exchanges a parent and its child. */
  #swap(parent: S, child: S): void {
    const above = parent.alarmIndex;
    parent.alarmIndex = child.alarmIndex;
    child.alarmIndex = above;
    this.#heap[above] = child;
    this.#heap[parent.alarmIndex] = parent;
  }
}
