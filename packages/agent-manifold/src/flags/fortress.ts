// A fortress lets workers in only while it is safe for them to work, and can be emptied of them.
//
//   locked ──unlock()──► unlocked ──lockDown()──► emptying ──last guest left──► locked
//     ▲                     ▲                        │
//     └── lockDown() ───────┴──────── unlock() ──────┘
//
// A lockdown that is given up leaves the fortress emptying: nobody gets in until it is unlocked.
import { defineManifold, type Manifold, runWorker, type Worker } from "@holdfast/dependency-engine";
import { untilAborted } from "@holdfast/ports";

import { FortressAbortedError, FortressShutdownError } from "../errors.js";
import { firstAborted } from "../first-aborted.js";

/** For those who work inside. */
export interface FortressGuest {
  /**
   * Waits until the fortress is unlocked, then runs `visit`; the fortress counts as occupied until
   * that settles.
   *
   * @throws {FortressAbortedError} `signal` was aborted while waiting
   * @throws {FortressShutdownError} the fortress ended while waiting
   */
  visit<T>(visit: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** For whoever decides when it is safe. */
export interface FortressGuard {
  /** Lets guests in. */
  unlock(): void;
  /**
   * Lets nobody in any more, and waits until the last guest has left.
   *
   * @throws {FortressAbortedError} `signal` was aborted before that; the fortress stays closed
   * @throws {FortressShutdownError} the fortress ended before that
   */
  lockDown(signal: AbortSignal): Promise<void>;
}

/** The worker that is a fortress; locked at first. */
export class Fortress implements Worker, FortressGuest, FortressGuard {
  #unlocked = false;
  #guests = 0;
  #changed = new AbortController();
  readonly #ended = new AbortController();
  readonly #worker: Worker;

  constructor() {
    this.#worker = runWorker(async (signal) => {
      await untilAborted(signal);
      this.#ended.abort();
    });
  }

  kill(): void {
    this.#worker.kill();
  }

  wait(): Promise<void> {
    return this.#worker.wait();
  }

  report(): Record<string, unknown> {
    return { unlocked: this.#unlocked, guests: this.#guests };
  }

  unlock(): void {
    this.#unlocked = true;
    this.#announce();
  }

  async lockDown(signal: AbortSignal): Promise<void> {
    this.#unlocked = false;
    while (this.#guests > 0) await this.#change(signal);
  }

  async visit<T>(visit: () => Promise<T>, signal: AbortSignal): Promise<T> {
    // Checked in the same step as the entry: between them a lockdown could count nobody.
    while (!this.#unlocked) await this.#change(signal);
    this.#guests++;
    try {
      return await visit();
    } finally {
      this.#guests--;
      this.#announce();
    }
  }

  #announce(): void {
    const before = this.#changed;
    this.#changed = new AbortController();
    before.abort();
  }

  async #change(signal: AbortSignal): Promise<void> {
    const first = await firstAborted(signal, this.#ended.signal, this.#changed.signal);
    if (first === signal) {
      throw new FortressAbortedError("gave up waiting at the fortress", { cause: signal.reason });
    }
    if (first === this.#ended.signal) {
      throw new FortressShutdownError("fortress worker shutting down");
    }
  }
}

/** The manifold whose worker is a fortress; the output is for guard and guests alike. */
export function fortressManifold(): Manifold<FortressGuard & FortressGuest> {
  return defineManifold({
    inputs: [],
    start: () => new Fortress(),
    output: (fortress): FortressGuard & FortressGuest => ({
      visit: (visit, signal) => fortress.visit(visit, signal),
      unlock: () => fortress.unlock(),
      lockDown: (signal) => fortress.lockDown(signal),
    }),
  });
}
