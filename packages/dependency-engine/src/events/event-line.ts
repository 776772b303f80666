import type { EngineEvent } from "./events.js";
import { plainEvent } from "./plain-event.js";

/**
 * An event as one line of JSON, with errors as `{ message, name, code, causes }` and nothing else that
 * they carry: two runs with one clock and one seed give the same lines, byte for byte.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Engine, eventLine, resourceName, runWorker } from "@holdfast/dependency-engine";
 *
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3000,
 *   bounceDelay: 10,
 *   clock: { now: () => 0, setTimeout: () => undefined, clearTimeout: () => undefined },
 * });
 * const lines: string[] = [];
 * engine.subscribe((event) => lines.push(eventLine(event))); // a log that can be compared
 * engine.install(resourceName("a"), { inputs: [], start: () => runWorker(async () => {}) });
 * await engine.settled();
 * assert.match(lines[0] ?? "", /"kind":"installed","manifold":"a"/);
 * engine.kill();
 * await engine.wait();
 * ```
 */
export function eventLine(event: EngineEvent): string {
  return JSON.stringify(plainEvent(event));
}
