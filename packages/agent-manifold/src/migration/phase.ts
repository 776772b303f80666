/** The phases in which a model's agents must keep still; in all others they work. */
const running: ReadonlySet<string> = new Set([
  "QUIESCE",
  "IMPORT",
  "PROCESSRELATIONS",
  "VALIDATION",
  "SUCCESS",
]);

/** Whether agents must keep still in this phase. An unknown phase is not one of those. */
export function isMigrating(phase: string): boolean {
  return running.has(phase);
}
