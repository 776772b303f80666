/**
 * The error, then whatever caused it, nearest first: through `cause`, and through the members of an
 * AggregateError. Each is given once, so a chain that bites its own tail ends.
 */
export function* errorChain(error: unknown): Generator<unknown, void, undefined> {
  const seen = new Set<unknown>();
  const waiting: unknown[] = [error];
  while (waiting.length > 0) {
    const next = waiting.shift();
    if (next === undefined || seen.has(next)) continue;
    seen.add(next);
    yield next;
    if (!(next instanceof Error)) continue;
    waiting.push(next.cause);
    if (next instanceof AggregateError) waiting.push(...next.errors);
  }
}

/** The `code` of an error, where it has one that is text, and not empty as a controller's may be. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" && error.code !== "" ? error.code : undefined;
}
