import { abortable, type Clock, type Timer } from "@holdfast/ports";

interface Lease {
  readonly holder: string;
  readonly until: number;
  readonly timer: Timer;
}

/** Who is responsible for what, for a time; kept in memory, since a lease is short and claimed anew. */
export class Leases implements Disposable {
  readonly #clock: Clock;
  readonly #leases = new Map<string, Lease>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes or prolongs the lease by `duration` ms; false where another holds it. */
  claim(name: string, holder: string, duration: number): boolean {
    const lease = this.#leases.get(name);
    if (lease !== undefined && lease.holder !== holder) return false;
    const until = Math.max(lease?.until ?? 0, this.#clock.now() + duration);
    if (lease !== undefined) this.#clock.clearTimeout(lease.timer);
    const timer = this.#clock.setTimeout(() => this.#expire(name), until - this.#clock.now());
    this.#leases.set(name, { holder, until, timer });
    return true;
  }

  /** Waits until nobody holds the lease. Rejects with the signal's reason. */
  free(name: string, signal: AbortSignal): Promise<void> {
    return abortable<void>(signal, (freed) => {
      if (!this.#leases.has(name)) {
        freed();
        return undefined;
      }
      const listener = (): void => freed();
      const waiting = this.#waiting.get(name) ?? new Set();
      this.#waiting.set(name, waiting);
      waiting.add(listener);
      return () => waiting.delete(listener);
    });
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#leases.values()) this.#clock.clearTimeout(timer);
    this.#leases.clear();
  }

  #expire(name: string): void {
    this.#leases.delete(name);
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    for (const freed of waiting) freed();
  }
}
