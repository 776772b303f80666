/**
 * The phases of a manifold's life: the one vocabulary of states, events, reports, explanations and
 * whatever shows them. In the order of a life, from installed to stopped.
 *
 * - `absent`: nothing is installed under the name.
 * - `waiting`: for its inputs, for a delay, or for the workers that used its last output to end.
 * - `starting`: its start was called, and has not returned.
 * - `started`: its worker runs.
 * - `outdated`: its worker runs on, and is to be given its new inputs, or to be replaced by its next worker.
 * - `updating`: its worker runs, and its update was called and has not returned.
 * - `draining`: its worker must stop, and runs until those that use its output have ended.
 * - `aborting`: its start is no longer wanted, was told so by its signal, and has not returned.
 * - `stopping`: its worker was told to stop, and has not ended.
 * - `resting`: nothing is planned for it.
 */
export const MANIFOLD_PHASES = [
  "absent",
  "waiting",
  "starting",
  "started",
  "outdated",
  "updating",
  "draining",
  "aborting",
  "stopping",
  "resting",
] as const;

/** Where a manifold is in its life. */
export type ManifoldPhase = (typeof MANIFOLD_PHASES)[number];
