import type { NodeState } from "../lifecycle/node-state.js";
import { returns } from "../lifecycle/state-values.js";
import type { Dependent, Run } from "./run.js";

/** The last worker of a manifold, beside which its next one was started. */
export interface LastRun<Node extends Dependent<Node>> {
  readonly run: Run<Node>;
  readonly startedAt: number | undefined;
  /** `serving` until its next worker is up; then `leaving`, until its dependents have moved over; then `stopping`. */
  phase: "serving" | "leaving" | "stopping";
  /** When it was told to stop. */
  since: number;
  /** Told once it has ended. */
  readonly whenDone: readonly (() => void)[];
}

type Phased = Pick<LastRun<never>, "phase">;

/** Whether it gives dependents what they hold: only while its next one is being started. */
export function serves({ phase }: Phased, state: NodeState): boolean {
  if (phase !== "serving") return false;
  return state.kind === "starting" || (state.kind === "aborting" && returns(state.next));
}

/** Its dependents are to move over, or to end. */
export function stopServing(last: Phased): void {
  if (last.phase === "serving") last.phase = "leaving";
}

/** Whether its dependents have moved over, or ended: it may be told to stop. */
export function isLeft<Node extends Dependent<Node>>({ phase, run }: LastRun<Node>): boolean {
  return phase === "leaving" && (run.offer.users === 0 || run.offer.source !== run);
}
