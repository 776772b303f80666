import { abortable, type Cleanup } from "@holdfast/ports";

/**
 * As `abortable`, for a socket or stream that is being opened: unless it is resolved, `destroy` gets
 * rid of it, in the very tick in which it is rejected or the signal is aborted, so that no event of it
 * can come between the removal of its listeners and its end.
 */
export function openOrDestroy<T>(
  signal: AbortSignal,
  destroy: () => void,
  begin: (resolve: (opened: T) => void, reject: (reason: unknown) => void) => Cleanup,
): Promise<T> {
  if (signal.aborted) {
    destroy();
    return Promise.reject(signal.reason);
  }
  let isOpen = false;
  return abortable<T>(signal, (resolve, reject) => {
    const removeListeners = begin((opened) => {
      isOpen = true;
      resolve(opened);
    }, reject);
    return () => {
      removeListeners();
      if (!isOpen) destroy();
    };
  });
}
