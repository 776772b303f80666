/* What is remembered of a manifold: how often it was started, since when it runs, how it last ended. */
import type { Node, Owned } from "../graph/node.js";
import { afterReplacement, afterStart, type FailureRecord } from "../lifecycle/failure-record.js";
import { isUnwantedStart } from "../lifecycle/transition.js";
import type { RestartDecision } from "./restart-decider.js";

/** What this file writes of a node. */
type Remembered = Owned<
  "attempts" | "startCount" | "startedAt" | "endedAt" | "error" | "failures" | "updateCount"
>;

/** A start is about to be called. */
export function noteStart(node: Remembered): void {
  node.attempts += 1;
  node.startedAt = undefined;
}

/** A start has returned a worker. */
export function noteUp(node: Remembered, now: number): void {
  node.startCount += 1;
  node.attempts = 0;
  node.failures = afterStart(node.failures);
  node.startedAt = now;
  node.error = undefined;
}

/** A worker has taken its new inputs. */
export function noteUpdate(node: Remembered): void {
  node.updateCount += 1;
}

/** A worker, or start, has ended, with `node` still in the state in which it did. */
export function noteEnd(node: Remembered, { error, failures }: RestartDecision, now: number): void {
  // That a start was not wanted is no error of the manifold's.
  node.error = isUnwantedStart(node.state) ? undefined : error;
  node.failures = failures;
  node.endedAt = now;
}

/** What is remembered of its failures, and of those it answers for, is `counts` now. */
export function noteFailures(node: Remembered, counts: FailureRecord["counts"]): void {
  node.failures = { ...node.failures, counts };
}

/** Another manifold takes the place of its present one. */
export function noteReplacement(node: Remembered): void {
  node.failures = afterReplacement(node.failures);
}

/** The last worker is the present one again. */
export function noteReturn(node: Remembered, startedAt: Node["startedAt"]): void {
  node.startedAt = startedAt;
}
