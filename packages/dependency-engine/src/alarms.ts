/** Something that can be woken at one time. Both fields belong to {@link Alarms}. */
export interface Sleeper {
  alarmAt: number;
  /** Its place in the heap, or -1. */
  alarmIndex: number;
}

/**
 * Who is to be woken when: a binary heap over the sleepers themselves, so that setting and clearing
 * allocate nothing, and any number of delays and deadlines need one timer of the clock.
 * Who is due first wakes first.
 */
export class Alarms<S extends Sleeper> {
  readonly #heap: S[] = [];

  /** When the next is due, in ms of the clock; undefined where nobody sleeps. */
  next(): number | undefined {
    return this.#heap[0]?.alarmAt;
  }

  /** Wakes `sleeper` at `at`, in place of any time set before. */
  set(sleeper: S, at: number): void {
    if (sleeper.alarmIndex >= 0) this.clear(sleeper);
    sleeper.alarmAt = at;
    sleeper.alarmIndex = this.#heap.length;
    this.#heap.push(sleeper);
    this.#up(sleeper);
  }

  clear(sleeper: S): void {
    const index = sleeper.alarmIndex;
    if (index < 0) return;
    sleeper.alarmIndex = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === sleeper) return;
    this.#heap[index] = last;
    last.alarmIndex = index;
    this.#up(last);
    this.#down(last);
  }

  /** Takes out the next one that is due at `now`. */
  take(now: number): S | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.alarmAt > now) return undefined;
    this.clear(first);
    return first;
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
