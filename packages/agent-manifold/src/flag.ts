// A flag is a worker whose output says yes or no, and never changes its mind: when the answer
// becomes another, the worker ends, and its successor gives the new one. So whoever depends on it
// is restarted with it, and no one runs on a stale answer.
import {
  BounceError,
  type Manifold,
  type ResourceName,
  runWorker,
  type StartContext,
  type Worker,
} from "@holdfast/dependency-engine";

import { changes, type Observable } from "./changes.js";
import { WrongWorkerError } from "./errors.js";

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

/** A worker that is a {@link Flag}. */
export abstract class FlagWorker implements Worker, Flag {
  abstract kill(): void;
  abstract wait(): Promise<void>;
  abstract check(): boolean;
  report(): Record<string, unknown> {
    return { flag: this.check() };
  }
}

/** The output of every flag's manifold. */
export function flagOutput(worker: Worker): Flag {
  if (worker instanceof FlagWorker) return { check: () => worker.check() };
  throw new WrongWorkerError("a flag's output was asked of a worker that is no flag");
}

/** The worker that holds the answer of its start, and bounces when the condition has another. */
export class ConditionFlag extends FlagWorker {
  readonly #answer: boolean;
  readonly #worker: Worker;

  constructor(condition: Condition) {
    super();
    this.#answer = condition.holds();
    this.#worker = runWorker((signal) => untilOther(condition, this.#answer, signal));
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
}

/** A flag for a condition that is found from one input. */
export function conditionFlagManifold<T>(
  input: ResourceName<T>,
  condition: (output: T) => Condition,
): Manifold<Flag> {
  return {
    inputs: [input],
    start: (context: StartContext) => new ConditionFlag(condition(context.get(input))),
    output: flagOutput,
  };
}

async function untilOther(
  condition: Condition,
  answer: boolean,
  killed: AbortSignal,
): Promise<void> {
  for await (const _ of changes(condition, killed)) {
    if (condition.holds() !== answer)
      throw new BounceError(`${answer ? "no longer" : "now"}: ${condition.what}`);
  }
}
