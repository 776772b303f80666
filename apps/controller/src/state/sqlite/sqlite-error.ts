// SQLite's primary result code, which node:sqlite hands on as `errcode` (extended ones keep it in the low
// byte).
const SQLITE_CONSTRAINT = 19;

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

/** The row clashes with one that is there. */
export function isConstraint(error: unknown): boolean {
  return primaryCode(error) === SQLITE_CONSTRAINT;
}
