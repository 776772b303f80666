import type { MissingError } from "../contract/errors.js";
import type { Worker } from "../contract/worker.js";

/** One call of a manifold's `start`, and the worker that comes of it, until that has ended. */
export class Run<Input = unknown> {
  /** The inputs that were up when it began: none of them is told to stop before it has ended. */
  readonly inputs: readonly Input[];
  worker: Worker | undefined = undefined;
  /**
   * A required input that was not up and that its start never asked for: so the worker knows nothing
   * of its absence, and must not run without it. Its end counts as this.
   */
  unmet: MissingError | undefined = undefined;
  /** The inputs that were not up, and that its start asked for all the same: it copes without them. */
  #copesWithout: Set<string> | undefined;
  #controller: AbortController | undefined;

  constructor(inputs: readonly Input[]) {
    this.inputs = inputs;
  }

  /** Made when first asked for: most starts are done before anybody could abort them. */
  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal;
  }

  /** Its start has asked for an input that is not up. */
  askedInVain(name: string): void {
    (this.#copesWithout ??= new Set()).add(name);
  }

  copesWithout(name: string): boolean {
    return this.#copesWithout?.has(name) ?? false;
  }

  /** Whether its signal was asked for. */
  get isWatched(): boolean {
    return this.#controller !== undefined;
  }

  /** The start is no longer wanted. */
  abort(reason: unknown): void {
    this.#controller ??= new AbortController();
    this.#controller.abort(reason);
  }
}
