/*
 * The functions that judge errors are the user's: called here and nowhere else, and what they throw is
 * an error like any other.
 */
import { CallbackError } from "../contract/errors.js";
import type { FilterFunc } from "../contract/manifold.js";
import type { ResolvedConfig } from "../engine-config.js";

/** An error that ends the engine. */
export interface Fatal {
  readonly error: unknown;
  /** A failure of the engine's own callbacks, which outranks every worker's error. */
  readonly internal: CallbackError | undefined;
}

/** What is left of `error` after the filter of the manifold `name`; undefined for a clean end. */
export function applyFilter(name: string, filter: FilterFunc | undefined, error: unknown): unknown {
  if (filter === undefined) return error;
  try {
    return filter(error) ?? undefined;
  } catch (thrown) {
    return new CallbackError(`the filter of "${name}"`, thrown);
  }
}

/** Whether `error` ends the engine: an error that `isFatal` cannot judge does. */
export function judgeFatal({ isFatal }: ResolvedConfig, error: unknown): Fatal | undefined {
  try {
    return isFatal(error) ? { error, internal: undefined } : undefined;
  } catch (thrown) {
    return { error, internal: new CallbackError("isFatal", thrown) };
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
      // One that chooses neither has not made a fatal end a clean one.
      this.#worst = this.#worstError(error, this.#worst) ?? this.#worst;
    } catch (thrown) {
      this.#internal ??= new CallbackError("worstError", thrown);
    }
  }
}
