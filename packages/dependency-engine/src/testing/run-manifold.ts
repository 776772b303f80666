import type { Manifold } from "../contract/manifold.js";
import { resourceName, type ResourceName } from "../contract/resource-name.js";
import type { Worker } from "../contract/worker.js";
import { EngineHarness, type HarnessConfig } from "./engine-harness.js";
import { passUntil } from "./pass-until.js";

/** The name under which {@link runManifold} installs what it runs. */
const SUBJECT = "subject";

/** One manifold, running, with the inputs that it was given. */
export interface ManifoldRun<Output> extends AsyncDisposable {
  /** The engine that runs it, its clock, and the inputs: change them by its `provide` and `withdraw`. */
  readonly harness: EngineHarness;
  /** What dependents get of it now. */
  readonly output: Output;
  /** Every start's worker so far, the present one last. */
  readonly workers: readonly Worker[];
  /** What its last worker, or start, ended with; undefined where that ended well, or none has. */
  readonly error: unknown;
}

/**
 * Runs one manifold in an engine of its own, in virtual time, with the given inputs, as soon as they let
 * it start.
 * @param given - what its inputs give, by their names; those that are left out are missing
 * @throws what its start, or its worker, failed with, where it did not come up; {@link NotReadyError}
 *   where an input is missing that it needs
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { resourceName, worker } from "@holdfast/dependency-engine";
 * import { runManifold } from "@holdfast/dependency-engine/testing";
 *
 * const port = resourceName<number>("port");
 * const url = worker({ inputs: { port }, output: (inputs) => `http://localhost:${inputs.port}` });
 *
 * const run = await runManifold(url, { port: 8080 });
 * assert.equal(run.output, "http://localhost:8080");
 *
 * run.harness.provide(port, 8081);
 * await run.harness.settle();
 * assert.equal(run.output, "http://localhost:8081");
 * assert.equal(run.workers.length, 2);
 * await run[Symbol.asyncDispose]();
 * ```
 */
export async function runManifold<Output>(
  manifold: Manifold<Output>,
  given: Readonly<Record<string, unknown>> = {},
  config: HarnessConfig = {},
): Promise<ManifoldRun<Output>> {
  const harness = new EngineHarness(config);
  const workers: Worker[] = [];
  const subject: ResourceName<unknown> = resourceName(SUBJECT);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  let error: unknown;
  harness.engine.subscribe((event) => {
    if (event.kind !== "ended" || event.manifold !== SUBJECT) return;
    ({ error } = event);
    if (event.outcome === "failed") failed.reject(error);
  });
  for (const [name, value] of Object.entries(given)) harness.provide(resourceName(name), value);
  harness.engine.install(subject, {
    ...manifold,
    start: (context) => watched(manifold.start(context), workers),
    output: (worker: Worker) => manifold.output?.(worker),
  });
  try {
    await passUntil(harness.clock, Promise.race([harness.engine.ready(subject), failed.promise]));
  } catch (reason) {
    await harness.stop();
    throw reason;
  }
  return {
    harness,
    workers,
    get output(): Output {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has come up, so there is a worker
      return manifold.output?.(workers.at(-1) as Worker) as Output;
    },
    get error(): unknown {
      return error;
    },
    [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
  };
}

/** What a start gave, its worker noted: at once, where it came at once. */
function watched(started: Worker | Promise<Worker>, workers: Worker[]): Worker | Promise<Worker> {
  const note = (worker: Worker): Worker => {
    workers.push(worker);
    return worker;
  };
  return "then" in started ? started.then(note) : note(started);
}
