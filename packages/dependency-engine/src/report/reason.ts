import { errorFacts } from "@holdfast/ports";

/** One link in the chain from a manifold to the root of its trouble. */
export interface Reason {
  readonly manifold: string;
  /** What is the matter with it, as a clause that follows its name: `failed: no route to host`. */
  readonly what: string;
  readonly error?: { readonly message: string; readonly code?: string };
}

/** From a manifold to the root of its trouble. */
export interface Chain {
  readonly chain: readonly Reason[];
  readonly root: Reason;
}

/** The longest chain that is told in full. */
export const LONGEST_CHAIN = 50;

/** What is the matter with `manifold`, and the error that is the reason, where there is one. */
export function withError(manifold: string, what: string, error: unknown): Reason {
  if (error === undefined) return { manifold, what };
  const { message, code } = errorFacts(error);
  return { manifold, what, error: code === undefined ? { message } : { message, code } };
}

export function textOf(error: unknown): string {
  return errorFacts(error).message;
}
