/** What was opened along the way, closed in the opposite order. (Node 22 has no AsyncDisposableStack.) */
export class DisposalStack implements AsyncDisposable {
  readonly #resources: AsyncDisposable[] = [];

  /** Takes `resource` over, and gives it back for use. */
  add<T extends AsyncDisposable>(resource: T): T {
    this.#resources.push(resource);
    return resource;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const resource of this.#resources.splice(0).toReversed()) {
      await resource[Symbol.asyncDispose]();
    }
  }
}
