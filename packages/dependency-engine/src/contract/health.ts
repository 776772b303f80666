/**
 * How a worker says that it runs, but not as it should. Neither it nor those who use it are restarted for
 * that: reports, `explain`, events, metrics and the live page show it, until it recovers or ends.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Engine, type Health, resourceName, worker } from "@holdfast/dependency-engine";
 *
 * const cache = resourceName("cache");
 * let health: Health | undefined;
 * const engine = new Engine();
 * engine.install(
 *   cache,
 *   worker({
 *     run: async (_inputs, signal, _output, its) => {
 *       health = its;
 *       await new Promise((resolve) => signal.addEventListener("abort", resolve));
 *     },
 *   }),
 * );
 * await engine.ready(cache);
 * health?.degraded("one of two replicas does not answer");
 * assert.equal(
 *   engine.report().manifolds["cache"]?.degraded,
 *   "one of two replicas does not answer",
 * );
 * health?.recovered();
 * assert.equal(engine.report().manifolds["cache"]?.degraded, undefined);
 * engine.kill();
 * await engine.wait();
 * ```
 */
export interface Health {
  /**
   * It runs on, but not as it should. Said again with another reason, that is the reason; what is said
   * of a worker that has ended is passed over. Never throws.
   * @param reason - an error, or a few words; no secret. No more than 500 characters of it are shown
   */
  readonly degraded: (reason: unknown) => void;
  /** It is as it should be again. */
  readonly recovered: () => void;
}
