// Staggered concurrent connection attempts, as in Happy Eyeballs (RFC 8305): each attempt has the
// interval as a head start, and the next one starts when the interval is over or the attempt has
// failed. The first to succeed wins; the others are aborted, and one that succeeds late is discarded.
//
// This differs from Juju, which waits for the whole interval even after a refusal, and for a slow name
// server before it tries the next address.
import { type Clock, onAbort, sleep } from "@holdfast/ports";
import { orAborted } from "./or-aborted.js";
import type { Resolved, Target } from "./resolve-targets.js";

// Shared: capturing a stack is expensive, and nobody sees these two.
const FASTER = new Error("another address was faster");
const STEP_ENDED = new Error("the step has ended");

export interface RaceSteps<W> {
  /** Resolves an address to its targets; with `refresh`, without the cache. */
  resolve(address: string, options: { refresh: boolean; signal: AbortSignal }): Promise<Resolved>;
  /** Connects; failures after which it tries again are passed to `failed`. */
  attempt(
    target: Target,
    options: { signal: AbortSignal; failed: (error: Error) => void },
  ): Promise<W>;
  /** Identifies a target: the second of two with the same key is not tried. */
  key(target: Target): string;
  /** Closes a connection that was made too late. */
  discard(late: W): void;
}

export class AddressRace<W> {
  readonly #steps: RaceSteps<W>;
  readonly #interval: number;
  readonly #clock: Clock;
  readonly #failures: Error[] = [];
  readonly #tried = new Set<string>();
  readonly #resolvedFromCache: string[] = [];
  readonly #targets: Target[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #losers = new AbortController();
  readonly #finish = Promise.withResolvers<{ readonly winner: W }>();
  /** Ends the wait for the interval. */
  #endHeadStart = new AbortController();
  #addresses: string[];
  #refresh = false;
  #over = false;

  /** @param addresses in the order in which to try them; the array is not kept */
  constructor(
    addresses: readonly string[],
    steps: RaceSteps<W>,
    options: { readonly interval: number; readonly clock: Clock },
  ) {
    this.#addresses = [...addresses];
    this.#steps = steps;
    this.#interval = options.interval;
    this.#clock = options.clock;
  }

  /** Every failure until now, in the order in which they came. */
  get failures(): readonly Error[] {
    return this.#failures;
  }

  /**
   * The first connection that is made; undefined where none could be, for the reasons in `failures`.
   * Rejects with the signal's reason.
   */
  async run(signal: AbortSignal): Promise<{ readonly winner: W } | undefined> {
    const removeListener = onAbort(signal, () => this.#losers.abort(signal.reason));
    try {
      signal.throwIfAborted();
      return await orAborted(Promise.race([this.#finish.promise, this.#startAll()]), signal);
    } catch (error) {
      // Aborted in the very turn in which one succeeded.
      void this.#finish.promise.then(({ winner }) => this.#steps.discard(winner));
      throw error;
    } finally {
      removeListener();
      this.#over = true;
      this.#losers.abort(FASTER);
      this.#endHeadStart.abort(FASTER);
    }
  }

  /** Starts one step after the other; undefined once there is none left and all have failed. */
  async #startAll(): Promise<undefined> {
    while (!this.#over) {
      const step = this.#nextStep();
      if (step === undefined && this.#running.size === 0) return undefined;
      // oxlint-disable-next-line no-await-in-loop -- one step after the other is the point
      await (step === undefined ? Promise.race(this.#running) : this.#headStart(step));
    }
    return undefined;
  }

  #nextStep(): Promise<void> | undefined {
    const target = this.#targets.shift();
    if (target !== undefined) return this.#start(this.#attempt(target));
    if (this.#addresses.length === 0 && !this.#refresh) {
      // Nothing worked: resolve again what came from the cache.
      this.#addresses = this.#resolvedFromCache;
      this.#refresh = true;
    }
    const address = this.#addresses.shift();
    return address === undefined ? undefined : this.#start(this.#resolve(address));
  }

  #start(step: Promise<void>): Promise<void> {
    this.#running.add(step);
    const end = (): void => void this.#running.delete(step);
    return step.then(end, end);
  }

  /** Waits until the interval is over or the step has ended. */
  async #headStart(step: Promise<void>): Promise<void> {
    if (this.#interval <= 0) return;
    const over = new AbortController();
    this.#endHeadStart = over;
    const wait = { clock: this.#clock, signal: over.signal };
    const interval = sleep(this.#interval, wait).catch(() => undefined);
    await Promise.race([step, interval]);
    over.abort(STEP_ENDED);
  }

  async #resolve(address: string): Promise<void> {
    try {
      const options = { refresh: this.#refresh, signal: this.#losers.signal };
      const { targets, cached } = await this.#steps.resolve(address, options);
      if (cached) this.#resolvedFromCache.push(address);
      for (const target of targets) {
        const key = this.#steps.key(target);
        if (!this.#tried.has(key)) this.#targets.push(target);
        this.#tried.add(key);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #attempt(target: Target): Promise<void> {
    const failed = (error: Error): void => this.#fail(error);
    try {
      const winner = await this.#steps.attempt(target, { signal: this.#losers.signal, failed });
      if (this.#over) {
        this.#steps.discard(winner);
      } else {
        this.#over = true;
        this.#finish.resolve({ winner });
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (!this.#over) this.#failures.push(error instanceof Error ? error : new Error(String(error)));
  }
}
