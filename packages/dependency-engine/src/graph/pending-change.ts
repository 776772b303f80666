import type { GivenManifold } from "../contract/given-manifold.js";

/** What was asked for of a manifold that still runs. */
export interface PendingChange {
  /** What takes its place once its worker has ended. */
  replacement: GivenManifold | undefined;
  /** Told once it is done. */
  readonly whenDone: (() => void)[];
}
