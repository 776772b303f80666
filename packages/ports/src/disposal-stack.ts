/**
 * What was opened along the way, let go of in the opposite order: what `AsyncDisposableStack` is on runtimes
 * that have it, which Node 22 has not.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DisposalStack } from "@holdfast/ports";
 *
 * const closed: string[] = [];
 * const stack = new DisposalStack();
 * stack.defer(() => closed.push("first"));
 * stack.defer(() => closed.push("second"));
 * await stack[Symbol.asyncDispose]();
 * assert.deepEqual(closed, ["second", "first"]);
 * ```
 */
export class DisposalStack implements AsyncDisposable {
  #cleanups: (() => unknown)[] = [];

  /** Takes `resource` over, and gives it back for use. */
  use<T extends AsyncDisposable | Disposable>(resource: T): T {
    this.#cleanups.push(() =>
      Symbol.asyncDispose in resource
        ? resource[Symbol.asyncDispose]()
        : resource[Symbol.dispose](),
    );
    return resource;
  }

  /** Calls that at the end, and waits for what it returns. */
  defer(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup);
  }

  /** Hands all of it over to another stack; this one is empty then. */
  move(): DisposalStack {
    const other = new DisposalStack();
    other.#cleanups = this.#cleanups;
    this.#cleanups = [];
    return other;
  }

  /** @throws what the first threw that failed, after the others were let go of as well; `AggregateError` of several */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = [];
    for (const cleanup of this.#cleanups.splice(0).toReversed()) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await cleanup();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 1) throw new AggregateError(errors, "several resources did not close");
    if (errors.length === 1) throw errors[0];
  }
}
