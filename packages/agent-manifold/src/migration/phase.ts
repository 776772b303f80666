/** The phases in which a model's agents must keep still; in all others they work. */
const running: ReadonlySet<string> = new Set([
  "QUIESCE",
  "IMPORT",
  "PROCESSRELATIONS",
  "VALIDATION",
  "SUCCESS",
]);

/** The phases after SUCCESS: the model lives at the other controller. */
const after: ReadonlySet<string> = new Set(["LOGTRANSFER", "REAP", "REAPFAILED", "DONE"]);

/** Whether agents must keep still in this phase. An unknown phase is not one of those. */
export function isMigrating(phase: string): boolean {
  return running.has(phase);
}

/** Whether the model has moved, and the migration is about to be over. */
export function hasMoved(phase: string): boolean {
  return after.has(phase);
}
