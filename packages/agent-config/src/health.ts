import type { Shortfall } from "./conf-store.js";
import type { RecoveryReason } from "./reconcile.js";

/** Whether what an agent writes survives a power cut, as far as the disk lets it be known. */
export type Durability =
  | { readonly state: "full" }
  | { readonly state: "degraded"; readonly reasons: readonly string[] };

/** An `agent.conf` that could not be used, and was restored from its last good copy. */
export interface Recovery {
  readonly reason: RecoveryReason;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What a disk failed to do the last time it was asked, as durability. */
export function durabilityOf(shortfalls: readonly Shortfall[]): Durability {
  const reasons = [...new Set(shortfalls.map(({ reason }) => reason))];
  return reasons.length === 0 ? { state: "full" } : { state: "degraded", reasons };
}
