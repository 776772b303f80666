import type { EngineEvent } from "./events.js";
import { errorFacts } from "./error-facts.js";

/**
 * An event as one line of JSON, with errors as `{ name, message, code }`: two runs with one clock
 * and one seed give the same lines, byte for byte.
 */
export function eventLine(event: EngineEvent): string {
  return JSON.stringify(event, (_key, value: unknown) =>
    value instanceof Error ? errorFacts(value) : value,
  );
}
