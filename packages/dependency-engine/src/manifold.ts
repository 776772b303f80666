import type { ResourceName } from "./names.js";
import type { RestartPolicy } from "./policy.js";
import type { Worker } from "./worker.js";

/** A name of anything: what lists of inputs hold. */
// oxlint-disable-next-line typescript/no-explicit-any -- inputs name resources of any type
export type AnyResourceName = ResourceName<any>;

/**
 * What a worker's `start` is handed. `Declared` is the union of the names it may ask for; where
 * the compiler cannot know it, asking for another name throws.
 */
export interface StartContext<in Declared extends AnyResourceName = AnyResourceName> {
  /**
   * The output of a declared input that is running. It may be kept for as long as the worker
   * lives: before the input goes, this worker is told to stop, and has ended.
   * @throws {MissingError} when `name` was not declared, is not running, exposes no output, or
   *   this start has returned. An error that the input's `output` throws is passed on unchanged.
   */
  readonly get: <T>(name: ResourceName<T> & Declared) => T;
  /** As `get`, but undefined where that throws a MissingError because the input is not running. */
  readonly find: <T>(name: ResourceName<T> & Declared) => T | undefined;
  /** Aborted when this start is no longer wanted: an input changed, or the engine is stopping. */
  readonly signal: AbortSignal;
}

/**
 * Changes the error that a worker ended with (undefined where it ended cleanly) before anything is
 * decided by it. What it returns is what counts; undefined is a clean end.
 */
export type FilterFunc = (error: unknown) => unknown;

/** How to run one worker, and what it needs: the unit of installation. */
export interface Manifold<Output = unknown> {
  /** What it depends on. A `start` that copes with one missing may run without it. */
  inputs: readonly AnyResourceName[];
  /**
   * More inputs, of which it is said openly that the worker can do without. The engine treats both
   * lists alike; reports, pictures and explanations tell them apart.
   */
  optional?: readonly AnyResourceName[];
  /**
   * Starts the worker. Called when every input runs or is known not to be coming soon.
   * Throwing (or rejecting) is as if the worker had ended with that error.
   */
  start(context: StartContext): Worker | Promise<Worker>;
  /** What dependents get: the smallest interface that serves them. Without it they get nothing. */
  output?(worker: Worker): Output;
  filter?: FilterFunc;
  /** What is done about its failures, by class, in place of the engine's list. */
  restart?: readonly RestartPolicy[];
  /** ms that a start may take. Default: the engine's. */
  startDeadline?: number;
  /** ms that its worker may take to end. Default: the engine's. */
  stopDeadline?: number;
}

/**
 * A manifold whose `start` may ask only for what it declares: any other name does not compile.
 * Gives back what it is given.
 */
export function defineManifold<
  const Inputs extends readonly AnyResourceName[],
  const Optional extends readonly AnyResourceName[] = readonly [],
  Output = unknown,
>(
  manifold: Omit<Manifold<Output>, "inputs" | "optional" | "start"> & {
    inputs: Inputs;
    optional?: Optional;
    start(context: StartContext<Inputs[number] | Optional[number]>): Worker | Promise<Worker>;
  },
): Manifold<Output> {
  return manifold;
}
