import type { Health } from "./health.js";
import type { ResourceName } from "./resource-name.js";
import type { RestartPolicy } from "./restart-policy.js";
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
  readonly get: <T>(name: ResourceName<T> & NoInfer<Declared>) => T;
  /** As `get`, but undefined where that throws a MissingError because the input is not running. */
  readonly find: <T>(name: ResourceName<T> & NoInfer<Declared>) => T | undefined;
  /** Aborted when this start, or update, is no longer wanted: an input changed, or the engine is stopping. */
  readonly signal: AbortSignal;
  /** For the worker to say, for as long as it runs, that it does not run as it should. */
  readonly health: Health;
}

/**
 * Changes the error that a worker ended with (undefined where it ended cleanly) before anything is
 * decided by it. What it returns is what counts; undefined is a clean end.
 */
export type FilterFunc = (error: unknown) => unknown;

/** A list of inputs. */
export type Inputs = readonly AnyResourceName[];

interface ManifoldParts<Output, W extends Worker, Needs extends Inputs, Optional extends Inputs> {
  /**
   * What it depends on. Each is required, unless `start` asks for it, finds it missing and goes on all
   * the same: what it never asks for, its worker does not run without.
   */
  inputs: Needs;
  /**
   * More inputs, of which it is said openly that the worker can do without, whether it asks for them
   * or not. Reports, pictures and explanations tell both lists apart.
   */
  optional?: Optional;
  /**
   * Starts the worker. Called when every input runs or is known not to be coming soon.
   * Throwing (or rejecting) is as if the worker had ended with that error.
   */
  start(context: StartContext<Needs[number] | Optional[number]>): W | Promise<W>;
  /** What dependents get of the worker that `start` returned: the smallest interface that serves them. */
  output?(worker: W): Output;
  /**
   * Whether dependents that hold `before` may go on with it where the output is `after` now: then they
   * are not touched. To give it is to say that an output is a value, which is good for as long as it is
   * not replaced, also while no worker runs: dependents keep what they hold through a restart, for no
   * longer than they would wait for an input. It is compared by what the output was when each worker
   * came up, or was updated. Where it throws, the outputs count as different.
   */
  same?(before: NoInfer<Output>, after: NoInfer<Output>): boolean;
  /**
   * Hands a worker that runs its new inputs, in place of a restart: called once all of them are up, where
   * one has come, or has another output without having gone. What it held before may be used until it
   * returns. Where it throws, rejects or takes longer than `startDeadline`, the worker is restarted: and
   * so where, while it is under way, an input goes or the worker is to stop, of which `signal` tells.
   * Its dependents are not touched, but where the manifold has `same`, and that says no.
   */
  update?(
    worker: NoInfer<W>,
    inputs: StartContext<Needs[number] | Optional[number]>,
  ): void | Promise<void>;
  /**
   * Its next worker is started while the last one runs, where one is to take its place: dependents move
   * over once that is up, and then the last is told to stop. Where the next does not come up, the last
   * runs on. Never more than two run. It does not help where a worker ends by itself, or an input goes.
   */
  overlap?: boolean;
  filter?: FilterFunc;
  /** What is done about its failures, by class, in place of the engine's list. */
  restart?: readonly RestartPolicy[];
  /** ms that a start may take. Default: the engine's. */
  startDeadline?: number;
  /** ms that its worker may take to end. Default: the engine's. */
  stopDeadline?: number;
}

/** Nothing is said of `W` in these two: the compiler would no longer find that by itself. */
interface MayHaveOutput {
  output?: object;
}

/** A manifold under a name that stands for something must give it: dependents would rest for ever. */
interface HasOutput {
  output: object;
}

type OutputWhereNamed<Output> = unknown extends Output
  ? MayHaveOutput
  : [Output] extends [void]
    ? MayHaveOutput
    : HasOutput;

/**
 * How to run one worker, and what it needs: the unit of installation.
 * @typeParam Output - what dependents get: `output` is required, unless this is `unknown`, or nothing
 *   (`void`, `never`)
 * @typeParam W - the worker that `start` returns and `output` is given. `defineManifold` and
 *   `engine.install` find it by themselves, where `start` stands before `output`
 * @typeParam Needs - with `Optional`, the lists of inputs: a part of the type only so that the
 *   compiler can say no to a start that asks for others
 */
export type Manifold<
  Output = unknown,
  W extends Worker = Worker,
  Needs extends Inputs = Inputs,
  Optional extends Inputs = Inputs,
> = ManifoldParts<Output, W, Needs, Optional> & OutputWhereNamed<Output>;

/**
 * Gives back the manifold that it is given, as one whose `start` asks only for what it declares:
 * any other name does not compile. `engine.install` checks the same of what is written in its call.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineManifold, resourceName, runWorker } from "@holdfast/dependency-engine";
 *
 * const clockName = resourceName<() => number>("clock");
 * const logName = resourceName<(line: string) => void>("log");
 * export const greeter = defineManifold({
 *   inputs: [clockName],
 *   start: ({ get }) => {
 *     const now = get(clockName);
 *     // @ts-expect-error -- not among its inputs: does not compile, and would throw
 *     assert.throws(() => get(logName));
 *     return runWorker(async () => console.log(now()));
 *   },
 * });
 * ```
 */
export function defineManifold<
  Output,
  W extends Worker = Worker,
  const Needs extends Inputs = Inputs,
  const Optional extends Inputs = readonly [],
>(
  // Its output is found where it is defined, and nowhere else: what the result is used for says nothing.
  manifold: ManifoldParts<Output, W, Needs, Optional> & NoInfer<OutputWhereNamed<Output>>,
): Manifold<NoInfer<Output>> {
  return manifold;
}
