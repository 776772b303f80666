import type { StoreWriter } from "../store.js";

/** A commit that was asked for. */
export interface WaitingCommit {
  readonly body: (tx: StoreWriter) => unknown;
  /** `sent`: PostgreSQL may have kept it. `over`: nobody waits any more, and it is not tried again. */
  state: "waiting" | "sent" | "over";
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}
