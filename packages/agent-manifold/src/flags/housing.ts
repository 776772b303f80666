// What decorates most of an agent's manifolds: run only while these flags are up, and only inside
// this fortress.
import {
  type FilterFunc,
  type Manifold,
  MissingError,
  type ResourceName,
  type StartContext,
  type Worker,
} from "@holdfast/dependency-engine";

import type { Flag } from "./flag.js";
import type { FortressGuest } from "./fortress.js";

/** The house a manifold lives in. */
export interface Housing {
  /** All must be up, or the start is a `MissingError`: it waits until one of them changes. */
  readonly flags?: readonly ResourceName<Flag>[];
  /** The worker lives as a visit to this fortress; the start waits to be let in. */
  readonly occupy?: ResourceName<FortressGuest>;
  /** Replaces the manifold's own filter. */
  readonly filter?: FilterFunc;
}

/** `manifold`, with its house around it. Flags are checked before the fortress is entered. */
export function house<Output>(housing: Housing, manifold: Manifold<Output>): Manifold<Output> {
  const { flags = [], occupy, filter } = housing;
  return {
    ...manifold,
    inputs: [...manifold.inputs, ...flags, ...(occupy === undefined ? [] : [occupy])],
    start: (context) => {
      for (const name of flags) {
        if (!context.get(name).check()) throw new MissingError(name, "not set");
      }
      if (occupy === undefined) return manifold.start(context);
      return startInside(context.get(occupy), manifold, context);
    },
    ...(filter === undefined ? {} : { filter }),
  };
}

/** Starts the worker in a visit that ends with it. */
async function startInside(
  fortress: FortressGuest,
  manifold: Manifold,
  context: StartContext,
): Promise<Worker> {
  const { promise, resolve, reject } = Promise.withResolvers<Worker>();
  const visit = async (): Promise<void> => {
    const worker = await manifold.start(context);
    resolve(worker);
    await worker.wait().catch(() => undefined); // the engine hears of it: it waits too
  };
  fortress.visit(visit, context.signal).catch(reject);
  return promise;
}
