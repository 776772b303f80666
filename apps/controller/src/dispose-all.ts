/** Disposes of them, the last opened first, and empties the list: nothing is disposed of twice. */
export function disposeAll(opened: Disposable[]): void {
  for (const one of opened.splice(0).toReversed()) one[Symbol.dispose]();
}
