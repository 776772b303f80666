/** Disposes of them, the last opened first, and empties the list: nothing is disposed of twice. */
export function disposeAll(opened: Disposable[]): void {
  for (const one of opened.splice(0).toReversed()) one[Symbol.dispose]();
}

/** {@link disposeAll} for what may have to finish something first: each ends before the next is told to. */
export async function endAll(opened: (Disposable | AsyncDisposable)[]): Promise<void> {
  for (const one of opened.splice(0).toReversed()) {
    if (Symbol.asyncDispose in one) await one[Symbol.asyncDispose]();
    else one[Symbol.dispose]();
  }
}
