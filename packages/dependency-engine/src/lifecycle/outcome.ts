import { signalIn } from "../contract/end-signals.js";

/** What a worker's end, or a start's failure, asks for, after the manifold's filter. */
export type Outcome =
  | { readonly kind: "finished" }
  | { readonly kind: "missing" }
  | { readonly kind: "bounce" }
  | { readonly kind: "uninstall" }
  | { readonly kind: "failed"; readonly error: unknown };

export const FINISHED: Outcome = { kind: "finished" };

/** Told by class (and its code), through any chain of causes; never by text. */
export function outcomeOf(error: unknown): Outcome {
  if (error === undefined || error === null) return FINISHED;
  switch (signalIn(error)) {
    case "ERR_MISSING":
      return { kind: "missing" };
    case "ERR_BOUNCE":
      return { kind: "bounce" };
    case "ERR_UNINSTALL":
      return { kind: "uninstall" };
    case undefined:
      return { kind: "failed", error };
  }
}
