/*
 * Promises of other people's making, whatever they do: one may be no promise at all, settle twice, or
 * reject with nothing.
 */
import { isKind, readProperty } from "@holdfast/ports";
import { NotAWorkerError } from "../contract/errors.js";
import type { Worker } from "../contract/worker.js";

const PROMISE_THEN: unknown = Reflect.get(Promise.prototype, "then");

/** Calls one of the two, once and later. */
export function whenSettled(
  promised: unknown,
  fulfilled: (value: unknown) => void,
  rejected: (error: unknown) => void,
): void {
  const isPlain = isKind(promised, Promise) && readProperty(promised, "then") === PROMISE_THEN;
  const promise = isPlain ? promised : new Promise<unknown>((resolve) => resolve(promised));
  promise.then(fulfilled, rejected);
}

/** What says that `worker`, of the manifold `name`, has ended. */
export function endOf(name: string, worker: Worker): unknown {
  try {
    const end: unknown = worker.wait();
    return typeof readProperty(end, "then") === "function"
      ? end
      : Promise.reject(new NotAWorkerError(name, "its wait() gave no promise"));
  } catch (error) {
    return Promise.reject(error);
  }
}

/** A rejection without a reason is still one. */
export function reasonOf(error: unknown): unknown {
  return error ?? new Error("rejected without a reason");
}
