// Several addresses, tried one after the other but not one for the other: each step has the interval
// for a head start, and the next begins when that is over or the step has failed. The first to
// succeed wins; the others are called off, and one that succeeds all the same is discarded.
//
// Original to us: Juju waits out the interval even after a refusal, and for one slow name server
// before it looks at the next address.
import { type Clock, onAbort, sleep } from "@holdfast/ports";
import { orAborted } from "./or-aborted.js";
import type { Resolved, Target } from "./target.js";

// Made once: an error costs its stack, and these two only say that all is well.
const QUICKER = new Error("another address was quicker");
const STEP_ENDED = new Error("the step has ended");

export interface RaceSteps<W> {
  /** What an address stands for; with `refresh`, whatever is remembered of it. */
  resolve(address: string, options: { refresh: boolean; signal: AbortSignal }): Promise<Resolved>;
  /** Connects; `failed` is told of failures after which it goes on. */
  attempt(
    target: Target,
    options: { signal: AbortSignal; failed: (error: Error) => void },
  ): Promise<W>;
  /** Of two targets with one key, the second is not tried. */
  key(target: Target): string;
  /** Gets rid of a success that came too late. */
  discard(late: W): void;
}

export class AddressRace<W> {
  readonly #steps: RaceSteps<W>;
  readonly #interval: number;
  readonly #clock: Clock;
  readonly #failures: Error[] = [];
  readonly #tried = new Set<string>();
  readonly #remembered: string[] = [];
  readonly #targets: Target[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #losers = new AbortController();
  readonly #finish = Promise.withResolvers<{ readonly winner: W }>();
  /** Ends the waiting for the interval. */
  #headStartOver = new AbortController();
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
      return await orAborted(Promise.race([this.#finish.promise, this.#walk()]), signal);
    } catch (error) {
      // Aborted in the very turn in which one succeeded.
      void this.#finish.promise.then(({ winner }) => this.#steps.discard(winner));
      throw error;
    } finally {
      removeListener();
      this.#over = true;
      this.#losers.abort(QUICKER);
      this.#headStartOver.abort(QUICKER);
    }
  }

  /** Takes one step after the other; undefined once there is none left and all have failed. */
  async #walk(): Promise<undefined> {
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
      // Once more for what was only remembered, asking this time.
      this.#addresses = this.#remembered;
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

  /** Waits until the interval is over, or the step. */
  async #headStart(step: Promise<void>): Promise<void> {
    if (this.#interval <= 0) return;
    const over = new AbortController();
    this.#headStartOver = over;
    const wait = { clock: this.#clock, signal: over.signal };
    const interval = sleep(this.#interval, wait).catch(() => undefined);
    await Promise.race([step, interval]);
    over.abort(STEP_ENDED);
  }

  async #resolve(address: string): Promise<void> {
    try {
      const options = { refresh: this.#refresh, signal: this.#losers.signal };
      const { targets, cached } = await this.#steps.resolve(address, options);
      if (cached) this.#remembered.push(address);
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
