/*
 * Promises of other people's making, whatever they do: one may be no promise at all, settle twice, reject
 * with nothing, or bite whoever calls its `then`.
 */
import { readProperty } from "@holdfast/ports";
import { NotAWorkerError } from "../contract/errors.js";
import type { Worker } from "../contract/worker.js";

const PROMISE_THEN: unknown = Reflect.get(Promise.prototype, "then");

/** Calls one of the two, once and later. Never throws. */
export function whenSettled(
  promised: unknown,
  fulfilled: (value: unknown) => void,
  rejected: (error: unknown) => void,
): void {
  const promise = isPlain(promised)
    ? promised
    : new Promise<unknown>((resolve) => resolve(promised));
  promise.then(fulfilled, rejected);
}

/** Whether its `then` is the runtime's, and makes the runtime's promises: others may be made by anybody's class. */
function isPlain(value: unknown): value is Promise<unknown> {
  try {
    return value instanceof Promise && value.then === PROMISE_THEN && value.constructor === Promise;
  } catch {
    return false;
  }
}

/** Calls one of the two once `worker`, of the manifold `name`, has ended, and later than now. Never throws. */
export function whenEnded(
  name: string,
  worker: Worker,
  ended: () => void,
  failed: (error: unknown) => void,
): void {
  let end: unknown;
  try {
    end = worker.wait();
  } catch (error) {
    end = Promise.reject(error);
  }
  if (isPlain(end)) {
    end.then(ended, failed);
    return;
  }
  if (!isThenable(end)) {
    end = Promise.reject(new NotAWorkerError(name, "its wait() gave no promise"));
  }
  whenSettled(end, ended, failed);
}

/** Whether `value` is a promise, or may be waited for as one is. */
export function isThenable(value: unknown): boolean {
  return typeof readProperty(value, "then") === "function";
}

/**
 * What a function of other people's gave, where an answer is wanted at once. What a promise is rejected
 * with matters to nobody then.
 * @throws where it gave a promise
 */
export function atOnce<T>(given: T): T {
  if (!isThenable(given)) return given;
  whenRejected(given);
  throw new TypeError("gave a promise, where its answer is wanted at once");
}

/** Where `given` is a promise, for which nobody waits: calls `rejected` with what it is rejected with. Never throws. */
export function whenRejected(
  given: unknown,
  rejected: (error: unknown) => void = () => undefined,
): void {
  if (given !== undefined && isThenable(given)) whenSettled(given, () => undefined, rejected);
}

/** A rejection without a reason is still one. */
export function reasonOf(error: unknown): unknown {
  return error ?? new Error("rejected without a reason");
}
