import type { NodeState } from "../lifecycle/node-state.js";
import { returns } from "../lifecycle/state-values.js";
import type { Run } from "./run.js";

/** The last worker of a manifold, beside which its next one was started. */
export interface LastRun<Node = unknown> {
  readonly run: Run<Node>;
  readonly startedAt: number | undefined;
  /** `serving` until its next worker is up; then `leaving`, until its dependents have moved over; then `stopping`. */
  phase: "serving" | "leaving" | "stopping";
  /** When it was told to stop. */
  since: number;
  /** Told once it has ended. */
  readonly whenDone: readonly (() => void)[];
}

/** Whether it gives dependents what they hold: only while its next one is being started. */
export function serves(last: LastRun, state: NodeState): boolean {
  if (last.phase !== "serving") return false;
  return state.kind === "starting" || (state.kind === "aborting" && returns(state.next));
}

/** Its dependents are to move over, or to end. */
export function stopServing(last: LastRun): void {
  if (last.phase === "serving") last.phase = "leaving";
}

/** Whether its dependents have moved over, or ended: it may be told to stop. */
export function isLeft({ phase, run }: LastRun): boolean {
  return phase === "leaving" && (run.offer.users === 0 || run.offer.source !== run);
}
