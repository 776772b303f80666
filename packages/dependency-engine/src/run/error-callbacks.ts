/*
 * The functions that judge errors are the user's: called here and nowhere else, and what they throw is
 * an error like any other.
 */
import { CallbackError } from "../contract/errors.js";
import type { FilterFunc } from "../contract/manifold.js";
import type { RestartPolicy } from "../contract/restart-policy.js";
import type { ResolvedConfig } from "../engine-config.js";
import { atOnce } from "../graph/foreign-promise.js";

/** An error that ends the engine. */
export interface Fatal {
  readonly error: unknown;
  /** A failure of the engine's own callbacks, which outranks every worker's error. */
  readonly internal: CallbackError | undefined;
}

/** What is left of `error` after the filter of the manifold `name`; undefined for a clean end. */
export function applyFilter(name: string, filter: FilterFunc | undefined, error: unknown): unknown {
  return filter === undefined ? error : filtered(`the filter of "${name}"`, filter, error);
}

/** What `filter`, which is called `callback`, leaves of `error`; undefined for a clean end. */
export function filtered(callback: string, filter: FilterFunc, error: unknown): unknown {
  try {
    const left = filter(error);
    // Whatever a worker ended with is not this one's answer.
    return left === error ? left : (atOnce(left) ?? undefined);
  } catch (thrown) {
    return new CallbackError(callback, thrown);
  }
}

/** Whether `error` ends the engine: an error that `isFatal` cannot judge does. */
export function judgeFatal({ isFatal }: ResolvedConfig, error: unknown): Fatal | undefined {
  try {
    return atOnce(isFatal(error)) ? { error, internal: undefined } : undefined;
  } catch (thrown) {
    return { error, internal: new CallbackError("isFatal", thrown) };
  }
}

/** The delay that `error` itself tells, in whole ms; undefined where it tells none. */
export function toldDelay({ retryAfter }: RestartPolicy, error: unknown): number | undefined {
  if (retryAfter === undefined) return undefined;
  try {
    const told = atOnce(retryAfter(error));
    return told !== undefined && told >= 0 && told < Infinity ? Math.round(told) : undefined;
  } catch {
    // The user's function cannot read this error: the backoff is for every error.
    return undefined;
  }
}

/** The worst of all that was fatal, so far. */
export class FatalErrors {
  readonly #worstError: ResolvedConfig["worstError"];
  #worst: unknown = undefined;
  #internal: CallbackError | undefined;

  constructor({ worstError }: ResolvedConfig) {
    this.#worstError = worstError;
  }

  get worst(): unknown {
    return this.#internal ?? this.#worst;
  }

  add({ error, internal }: Fatal): void {
    this.#internal ??= internal;
    if (this.#worst === undefined) {
      this.#worst = error;
      return;
    }
    try {
      const worst = this.#worstError(error, this.#worst);
      const isOneOfBoth = worst === error || worst === this.#worst;
      // One that chooses neither has not made a fatal end a clean one.
      this.#worst = (isOneOfBoth ? worst : atOnce(worst)) ?? this.#worst;
    } catch (thrown) {
      this.#internal ??= new CallbackError("worstError", thrown);
    }
  }
}
