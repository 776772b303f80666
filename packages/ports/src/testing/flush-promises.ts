/** Lets every promise that can go on without a timer or a socket go on. */
export function flushPromises(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
