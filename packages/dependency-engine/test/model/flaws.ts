/*
 * Engines that are broken on purpose, each in one way: what stands between the world and the engine does
 * what the broken engine would do. The histories must catch every one of them.
 */
import type { Worker } from "../../src/index.js";
import type { Flaw } from "./world.js";

export const FLAWS: Readonly<Record<string, Flaw>> = {
  "takes every output for the same": (manifold) =>
    manifold.same === undefined ? manifold : { ...manifold, same: () => true },
  "takes every output for another": (manifold) =>
    manifold.same === undefined ? manifold : { ...manifold, same: () => false },
  "keeps dependents through the restart of any input": (manifold) =>
    manifold.same === undefined ? { ...manifold, same: () => false } : manifold,
  "says that it updates, and does not": (manifold) =>
    manifold.update === undefined ? manifold : { ...manifold, update: () => undefined },
  "restarts what could be updated": (manifold) => {
    const broken = { ...manifold };
    delete broken.update;
    return broken;
  },
  "takes a failed update for one that worked": (manifold) =>
    manifold.update === undefined
      ? manifold
      : {
          ...manifold,
          update: async (worker, inputs) => {
            try {
              await manifold.update?.(worker, inputs);
            } catch {
              // Nobody hears of it.
            }
          },
        },
  "stops the last worker before it starts the next": (manifold) => {
    const broken = { ...manifold };
    delete broken.overlap;
    return broken;
  },
  "starts the next worker beside the last of any manifold": (manifold) => ({
    ...manifold,
    overlap: true,
  }),
  "stops the last worker before its dependents have moved over": (manifold) => {
    if (manifold.overlap !== true) return manifold;
    let last: Worker | undefined;
    return {
      ...manifold,
      start: async (context) => {
        const next = await manifold.start(context);
        last?.kill();
        last = next;
        return next;
      },
    };
  },
};
