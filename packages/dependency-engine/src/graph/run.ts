import type { Worker } from "../contract/worker.js";

/** One call of a manifold's `start`, and the worker that comes of it, until that has ended. */
export class Run<Input = unknown> {
  /** The inputs that were up when it began: none of them is told to stop before it has ended. */
  readonly inputs: readonly Input[];
  worker: Worker | undefined = undefined;
  #controller: AbortController | undefined;

  constructor(inputs: readonly Input[]) {
    this.inputs = inputs;
  }

  /** Made when first asked for: most starts are done before anybody could abort them. */
  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal;
  }

  /** The start is no longer wanted. */
  abort(reason: unknown): void {
    this.#controller ??= new AbortController();
    this.#controller.abort(reason);
  }
}
