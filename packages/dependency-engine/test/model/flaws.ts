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
    const { update: _update, ...rest } = manifold;
    return rest;
  },
  "takes a failed update for one that worked": (manifold) => {
    const { update } = manifold;
    if (update === undefined) return manifold;
    return {
      ...manifold,
      update: async (worker, inputs) => {
        try {
          await update(worker, inputs);
        } catch {
          // Nobody hears of it.
        }
      },
    };
  },
  "stops the last worker before it starts the next": (manifold) => {
    const { overlap: _overlap, ...rest } = manifold;
    return rest;
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
