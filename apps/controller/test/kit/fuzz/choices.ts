import { type Random, seededRandom } from "@holdfast/ports";

/** Chances that one seed decides. */
export class Choices {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  /** Whether something happens that does so in one of `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** @throws Error where there is nothing to choose from */
  one<T>(from: readonly T[]): T {
    const index = this.below(from.length);
    if (from.length === 0) throw new Error("there is nothing to choose from");
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- within its length
    return from[index] as T;
  }
}
