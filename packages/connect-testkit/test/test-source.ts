import { untilAborted } from "@holdfast/ports";

import type { StalledSource } from "../src/index.js";

/** A source of credentials that can be made to stall. */
class TestSource {
  #answering = Promise.resolve();
  #asked = Promise.withResolvers<void>();

  async ask(signal?: AbortSignal): Promise<void> {
    this.#asked.resolve();
    await (signal === undefined
      ? this.#answering
      : Promise.race([this.#answering, untilAborted(signal)]));
    signal?.throwIfAborted();
  }

  stall(): StalledSource {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answering = promise;
    this.#asked = Promise.withResolvers<void>();
    return {
      asked: this.#asked.promise,
      [Symbol.asyncDispose]: async () => {
        this.#answering = Promise.resolve();
        resolve();
      },
    };
  }
}

/** Of the strategies that have one. */
export const testSource = new TestSource();
