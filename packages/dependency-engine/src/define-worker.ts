/*
 * The short way to declare a manifold: inputs by the names that `run` gives them, all required unless
 * they are marked as optional, so that none can be forgotten.
 */
import { readProperty, untilAborted } from "@holdfast/ports";
import { checkName } from "./config-checks.js";
import {
  defineManifold,
  type Inputs,
  type Manifold,
  type StartContext,
} from "./contract/manifold.js";
import type { Health } from "./contract/health.js";
import type { ResourceName } from "./contract/resource-name.js";
import { runWorker, type Worker } from "./contract/worker.js";

/** An input that a worker can do without. Made by {@link optional}. */
export interface OptionalInput<T> {
  readonly optional: ResourceName<T>;
}

/**
 * Marks an input of {@link worker} as one that it can do without: it gets undefined where that does
 * not run, and is restarted when it comes.
 */
export function optional<T>(name: ResourceName<T>): OptionalInput<T> {
  return { optional: name };
}

/** Inputs by the names under which `run` gets them. */
// oxlint-disable-next-line typescript/no-explicit-any -- inputs of any type
export type WorkerInputs = Readonly<Record<string, ResourceName<any> | OptionalInput<any>>>;

/** What the outputs of the inputs are. */
export type OutputsOf<I extends WorkerInputs> = {
  readonly [K in keyof I]: I[K] extends OptionalInput<infer T>
    ? T | undefined
    : I[K] extends ResourceName<infer T>
      ? T
      : never;
};

/** What {@link worker} is made from. */
export interface WorkerDefinition<I extends WorkerInputs, Output> {
  /**
   * What it needs, and what `run` shall call it. It runs only while all of them do, but for those in
   * {@link optional}, and is started anew when one of them is: whatever it got from one may be used
   * for as long as it runs. Default: it needs nothing.
   */
  readonly inputs?: I;
  /**
   * Makes what others get of it, anew for each start, before `run` is called with it.
   * Default: they get nothing.
   */
  readonly output?: (inputs: OutputsOf<I>) => Output;
  /**
   * Does the work, for as long as there is any. It must end soon after `signal` is aborted; rejecting
   * with the signal's own reason is a clean end then. Default: it waits until it is told to stop.
   *
   * What it rejects with otherwise is a failure: it is started again after a delay. Do not catch what
   * you cannot mend, and do not retry: both are the engine's.
   */
  readonly run?: (
    inputs: OutputsOf<I>,
    signal: AbortSignal,
    output: Output,
    health: Health,
  ) => Promise<void>;
  /**
   * Whether dependents may go on with `before` where the output is `after` now. See {@link Manifold}:
   * an output with this is a value, which they keep while it is started again.
   */
  readonly same?: (before: NoInfer<Output>, after: NoInfer<Output>) => boolean;
  /**
   * Takes new inputs while it runs, in place of a restart; gets what `run` gets. Throwing, or
   * overrunning, leads to a restart. See {@link Manifold}.
   */
  readonly update?: (
    inputs: OutputsOf<I>,
    signal: AbortSignal,
    output: NoInfer<Output>,
  ) => void | Promise<void>;
  /** Its next worker comes up beside its last, where one is to take its place. See {@link Manifold}. */
  readonly overlap?: boolean;
  /** What it has to say of itself in reports: anything that is JSON, and no secret. Must be quick. */
  readonly report?: () => unknown;
}

/** A worker that carries its output. */
interface OutputWorker<Output> extends Worker {
  readonly output: Output;
}

/**
 * A manifold in a few lines. For more than this (a filter, policies, deadlines) spread it:
 * `{ ...worker(…), restart: [...] }`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Engine, optional, resourceName, worker } from "@holdfast/dependency-engine";
 *
 * const db = resourceName<{ query(): string }>("db");
 * const cache = resourceName<Map<string, string>>("cache");
 * const api = resourceName<{ get(): string }>("api");
 *
 * const engine = new Engine();
 * engine.install(db, worker({ output: () => ({ query: () => "42" }) }));
 * engine.install(
 *   api,
 *   worker({
 *     inputs: { db, cache: optional(cache) }, // runs without the cache, never without the db
 *     output: (inputs) => ({ get: () => inputs.cache?.get("answer") ?? inputs.db.query() }),
 *   }),
 * );
 * assert.equal((await engine.ready(api)).get(), "42");
 * engine.kill();
 * await engine.wait();
 * ```
 */
export function worker<const I extends WorkerInputs = {}, Output = undefined>(
  definition: WorkerDefinition<I, Output>,
): Manifold<Output> {
  const inputs = Object.entries(definition.inputs ?? {});
  for (const [key, input] of inputs) checkInput(key, input);
  const required = inputs.flatMap(([, input]) => (typeof input === "string" ? [input] : []));
  const { same, update, overlap } = definition;
  return defineManifold<Output, OutputWorker<Output>, Inputs, Inputs>({
    inputs: required,
    optional: inputs.flatMap(([, input]) => (typeof input === "string" ? [] : [input.optional])),
    start: (context) => start(definition, inputs, context),
    output: (running) => running.output,
    ...(same === undefined ? {} : { same }),
    ...(overlap === undefined ? {} : { overlap }),
    ...(update === undefined
      ? {}
      : {
          update: (running, context) =>
            update(outputsOf(inputs, context), context.signal, running.output),
        }),
  });
}

function checkInput(key: string, input: WorkerInputs[string]): void {
  checkName(
    `the input "${key}"`,
    typeof input === "string" ? input : readProperty(input, "optional"),
  );
}

function start<I extends WorkerInputs, Output>(
  { output, run = untilStopped, report }: WorkerDefinition<I, Output>,
  inputs: readonly [string, WorkerInputs[string]][],
  context: StartContext,
): OutputWorker<Output> {
  const outputs: OutputsOf<I> = outputsOf(inputs, context);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- without `output`, Output is undefined
  const made = output?.(outputs) as Output;
  const running = runWorker((signal) => run(outputs, signal, made, context.health));
  return {
    kill: () => running.kill(),
    wait: () => running.wait(),
    ...(report === undefined ? {} : { report }),
    output: made,
  };
}

function outputsOf<I extends WorkerInputs>(
  inputs: readonly [string, WorkerInputs[string]][],
  { get, find }: StartContext,
): OutputsOf<I> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each value came from the input of its key
  return Object.fromEntries(
    inputs.map(([key, input]): [string, unknown] => [
      key,
      typeof input === "string" ? get(input) : find(input.optional),
    ]),
  ) as OutputsOf<I>;
}

function untilStopped(_inputs: unknown, signal: AbortSignal): Promise<void> {
  return untilAborted(signal);
}
