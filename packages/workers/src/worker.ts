import {
  type Manifold,
  type ResourceName,
  resourceName,
  runWorker,
} from "@holdfast/dependency-engine";
import { named, type NamedManifold } from "@holdfast/agent-manifold";

/** Inputs by the names under which `run` gets them. */
// oxlint-disable-next-line typescript/no-explicit-any -- inputs of any type
export type Inputs = Readonly<Record<string, ResourceName<any>>>;

/** What the outputs of the inputs are. */
export type OutputsOf<I extends Inputs> = {
  readonly [K in keyof I]: I[K] extends ResourceName<infer T> ? T : never;
};

/** What {@link worker} is made from. */
export interface WorkerDefinition<I extends Inputs> {
  /**
   * What it needs, and what `run` shall call it. It runs only while all of them do, and is started
   * anew when one of them is: whatever it got from one may be used for as long as it runs.
   */
  readonly inputs: I;
  /**
   * Does the work, for as long as there is any. It must end soon after `signal` is aborted; rejecting
   * with the signal's own reason is a clean end then.
   *
   * What it rejects with otherwise is a failure: it is started again after a delay that grows. Do
   * not catch what you cannot mend, and do not retry: both are the engine's.
   */
  readonly run: (inputs: OutputsOf<I>, signal: AbortSignal) => Promise<void>;
  /** What it has to say of itself in reports: anything that is JSON, and no secret. Must be quick. */
  readonly report?: () => unknown;
}

/**
 * A worker under a name: `worker("disk", { inputs: { caller: API_CALLER_NAME }, run })`. For more than
 * this (an output for other workers, a filter) write a `Manifold`, and name it with `named`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { once } from "node:events";
 * import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
 * import { worker } from "@holdfast/workers";
 *
 * const lampName = resourceName<{ color: string }>("lamp");
 * await using engine = new Engine({
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
 * ```
 */
export function worker<const I extends Inputs>(
  name: string,
  definition: WorkerDefinition<I>,
): NamedManifold {
  return named(resourceName<unknown>(name), manifoldOf(definition));
}

function manifoldOf<I extends Inputs>({ inputs, run, report }: WorkerDefinition<I>): Manifold {
  return {
    inputs: Object.values(inputs),
    start: (context) => {
      const outputs = Object.fromEntries(
        Object.entries(inputs).map(([key, name]): [string, unknown] => [key, context.get(name)]),
      );
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each value came from the input of its key
      const running = runWorker((signal) => run(outputs as OutputsOf<I>, signal));
      return report === undefined
        ? running
        : { kill: () => running.kill(), wait: () => running.wait(), report };
    },
  };
}
