import { abortable } from "@holdfast/ports";

/** The promise's outcome, or the signal's reason as soon as that is aborted. Leaves no listener. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Where the signal came first, nobody waits for the outcome any more, a failure included.
  promise.catch(() => undefined);
  return abortable(signal, (resolve, reject) => void promise.then(resolve, reject));
}
