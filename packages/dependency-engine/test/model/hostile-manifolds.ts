/* Manifolds of programs that hand in what does not do what the engine's types say, or change it later. */
import { hasCode, sleep } from "@holdfast/ports";
import type { Manifold, StartContext, Worker } from "../../src/index.js";
import type { VirtualClock } from "../../src/testing/index.js";

/** What is odd about a manifold. */
export const ODDITIES = [
  "nothing",
  "freezes its signal",
  "gives promises that bite",
  "is changed later",
  "answers later",
] as const;
export type Oddity = (typeof ODDITIES)[number];

export const BITTEN = "it bites";

/** Makes no promise of its kind for whoever calls its `then`. */
class Biting extends Promise<void> {
  static override get [Symbol.species](): PromiseConstructor {
    throw new Error(BITTEN);
  }
}

/** ms that a start with a frozen signal takes. */
const SLOW = 5;

/** `manifold`, made odd. */
export function oddManifold(manifold: Manifold, odd: Oddity, clock: VirtualClock): Manifold {
  const start = (context: StartContext): Worker | Promise<Worker> => manifold.start(context);
  switch (odd) {
    case "nothing":
    case "is changed later":
      return manifold;
    case "freezes its signal":
      return {
        ...manifold,
        start: async (context) => {
          Object.freeze(context.signal);
          const worker = await start(context);
          await sleep(SLOW, { clock });
          return worker;
        },
      };
    case "gives promises that bite": {
      // Whoever it bites has failed: it must run in the end.
      let bites = 2;
      return {
        ...manifold,
        start: async (context) => {
          const worker = await start(context);
          bites -= 1;
          if (bites < 0) return worker;
          worker.wait().catch(() => undefined);
          return { kill: () => worker.kill(), wait: () => new Biting(() => undefined) };
        },
      };
    }
    case "answers later":
      return {
        ...manifold,
        // One that rests until its input comes shall not be tried again without end.
        filter: (end) => (hasCode(end, "ERR_MISSING") ? end : Promise.reject(end)),
      };
  }
}

/** Makes members of `manifold` that cannot be read any more, but for its functions that are called. */
export function spoil(manifold: Manifold): void {
  for (const key of ["inputs", "optional", "filter", "restart", "same", "update", "overlap"]) {
    Object.defineProperty(manifold, key, {
      configurable: true,
      enumerable: true,
      get: () => {
        throw new Error("read again");
      },
    });
  }
}
