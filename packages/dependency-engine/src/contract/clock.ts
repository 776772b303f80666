/**
 * Time, handed in, so that any run can be replayed. Anything with these three members serves:
 * fake timers, a simulation, the machine's own.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once, after `ms` milliseconds, unless cleared. */
  setTimeout(callback: () => void, ms: number): unknown;
  /** Harmless for a timer that has fired or was cleared. */
  clearTimeout(timer: unknown): void;
}

/** Where `performance.now()` counts from; looked up once, since asking is slow. */
let origin: number | undefined;

/** The clock of the runtime, which nobody can set back: what an engine uses where none is handed in. */
export const systemClock: Clock = {
  now: () => {
    origin ??= performance.timeOrigin;
    return Math.round(origin + performance.now());
  },
  setTimeout: (callback, ms) => globalThis.setTimeout(callback, ms),
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it came from setTimeout above
  clearTimeout: (timer) => globalThis.clearTimeout(timer as number),
};
