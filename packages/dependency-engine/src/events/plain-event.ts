import { errorChain, type ErrorFacts, errorFacts } from "@holdfast/ports";
import type { Because, EngineEvent } from "./events.js";

/** So many causes of an error are shown. */
const MOST_CAUSES = 10;

/** An error as data, with what was behind it, nearest first. */
export interface ShownError extends ErrorFacts {
  readonly causes?: readonly ErrorFacts[];
}

/**
 * What an error says, and nothing else of it: errors of other packages carry requests with their
 * headers, tokens and bodies, and give them away to whoever writes them as JSON. Never throws.
 */
export function shownError(error: unknown): ShownError {
  const causes: ErrorFacts[] = [];
  for (const link of errorChain(error)) {
    if (link === error) continue;
    if (causes.length === MOST_CAUSES) break;
    causes.push(errorFacts(link));
  }
  return causes.length === 0 ? errorFacts(error) : { ...errorFacts(error), causes };
}

/** The fields of an event, errors as {@link shownError}: nothing is left that cannot be written as JSON. */
export function plainEvent(event: EngineEvent): Readonly<Record<string, unknown>> {
  const plain: Record<string, unknown> = { ...event };
  if ("because" in event) plain["because"] = plainBecause(event.because);
  if ("error" in event && event.error !== undefined) plain["error"] = shownError(event.error);
  return plain;
}

function plainBecause(because: Because): unknown {
  return because.error === undefined ? because : { ...because, error: shownError(because.error) };
}
