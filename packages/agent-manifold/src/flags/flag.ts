// A flag is a worker whose output says yes or no, and never changes its mind: when the answer
// becomes another, the worker ends, and its successor gives the new one. So whoever depends on it
// is restarted with it, and no one runs on a stale answer.
import {
  BounceError,
  defineManifold,
  type Inputs,
  type Manifold,
  type ResourceName,
  runWorker,
  type StartContext,
  type Worker,
} from "@holdfast/dependency-engine";

import { changes, type Observable } from "../changes.js";

/** The output of a flag's manifold. */
export interface Flag {
  /** Always the same answer from the same flag. */
  check(): boolean;
}

/** Something that is so or not so, and says when that may have changed. */
export interface Condition extends Observable {
  /** What holds where the answer is yes, in a person's words. */
  readonly what: string;
  /** The answer now. */
  holds(): boolean;
}

/** The worker of every flag: holds one answer for as long as `watch` runs. */
export class FlagWorker implements Worker, Flag {
  readonly #answer: boolean;
  readonly #worker: Worker;
  readonly #details: Readonly<Record<string, unknown>>;

  /**
   * @param watch - ends, with an error, when the answer is another
   * @param details - what else there is to report
   */
  constructor(
    answer: boolean,
    watch: (signal: AbortSignal) => Promise<void>,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    this.#answer = answer;
    this.#details = details;
    this.#worker = runWorker(watch);
  }
  kill(): void {
    this.#worker.kill();
  }
  wait(): Promise<void> {
    return this.#worker.wait();
  }
  check(): boolean {
    return this.#answer;
  }
  report(): Record<string, unknown> {
    return { flag: this.#answer, ...this.#details };
  }
}

/** The manifold of a flag: what it outputs can be asked, and no more. */
export function flagManifold(
  inputs: Inputs,
  start: (context: StartContext) => FlagWorker | Promise<FlagWorker>,
): Manifold<Flag> {
  return defineManifold({ inputs, start, output: (flag) => ({ check: () => flag.check() }) });
}

/** A flag for a condition that is found from one input. */
export function conditionFlagManifold<T>(
  input: ResourceName<T>,
  condition: (output: T) => Condition,
): Manifold<Flag> {
  return flagManifold([input], (context) => {
    const found = condition(context.get(input));
    const answer = found.holds();
    return new FlagWorker(answer, (signal) => untilOther(found, answer, signal));
  });
}

async function untilOther(
  condition: Condition,
  answer: boolean,
  killed: AbortSignal,
): Promise<void> {
  for await (const _ of changes(condition, killed)) {
    if (condition.holds() !== answer) {
      throw new BounceError(`${answer ? "no longer" : "now"}: ${condition.what}`);
    }
  }
}
