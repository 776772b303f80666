import {
  resourceName,
  worker as defineWorker,
  type WorkerDefinition,
  type WorkerInputs,
} from "@holdfast/dependency-engine";
import { named, type NamedManifold } from "@holdfast/agent-manifold";

/**
 * A worker under a name: `worker("disk", { inputs: { caller: API_CALLER_NAME }, run })`. For more than
 * this (a filter, policies) write a `Manifold`, and name it with `named`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { once } from "node:events";
 * import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
 * import { worker } from "@holdfast/workers";
 *
 * const lampName = resourceName<{ color: string }>("lamp");
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3000,
 *   bounceDelay: 10,
 * });
 * engine.install(lampName, {
 *   inputs: [],
 *   start: () => runWorker(async (signal) => void (await once(signal, "abort"))),
 *   output: () => ({ color: "red" }),
 * });
 * worker("keeper", {
 *   inputs: { lamp: lampName },
 *   async run({ lamp }, signal) {
 *     assert.equal(lamp.color, "red"); // its input's output, by the name it chose
 *     await once(signal, "abort");
 *   },
 *   report: () => ({ lit: true }),
 * }).install(engine);
 * await engine.settled();
 * assert.deepEqual(engine.report().manifolds["keeper"]?.report, { lit: true });
 * engine.kill();
 * await engine.wait();
 * ```
 */
export function worker<const I extends WorkerInputs = {}, Output = undefined>(
  name: string,
  definition: WorkerDefinition<I, Output>,
): NamedManifold {
  return named(resourceName<unknown>(name), defineWorker(definition));
}
