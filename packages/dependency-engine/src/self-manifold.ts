import type { Engine } from "./engine.js";
import type { Manifold } from "./contract/manifold.js";
import { runWorker } from "./contract/worker.js";

/** What dependents of an engine's own manifold get: the two things one may do from inside. */
export type EngineAccess = Pick<Engine, "install" | "report">;

/**
 * Installs an engine in itself, so that workers can install others and report. The engine does not
 * wait for this worker to stop it, and stopping this worker does not stop the engine.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import {
 *   Engine,
 *   type EngineAccess,
 *   resourceName,
 *   runWorker,
 *   selfManifold,
 * } from "@holdfast/dependency-engine";
 *
 * const engineName = resourceName<EngineAccess>("engine");
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3000,
 *   bounceDelay: 10,
 * });
 * engine.install(engineName, selfManifold(engine));
 * engine.install(resourceName("plugins"), {
 *   inputs: [engineName],
 *   start: ({ get }) => {
 *     const { install } = get(engineName); // workers that come to be while it runs
 *     install(resourceName("plugin"), { inputs: [], start: () => runWorker(async () => {}) });
 *     return runWorker(async () => {});
 *   },
 * });
 * await engine.settled();
 * assert.ok(engine.report().manifolds["plugin"]);
 * engine.kill();
 * await engine.wait();
 * ```
 */
export function selfManifold(
  engine: Engine,
): Manifold<{ install: Engine["install"]; report: Engine["report"] }> {
  const access: EngineAccess = {
    install: (name, manifold) => engine.install(name, manifold),
    report: () => engine.report(),
  };
  return {
    inputs: [],
    start: () => runWorker(untilAborted),
    output: () => access,
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve());
  });
}
