import type { FolderSync } from "./disk/durable-file.js";
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

/** What a folder's sync says of the durability of what is in it. */
export function durabilityOf(sync: FolderSync): Durability {
  return sync.kind === "synced" ? { state: "full" } : { state: "degraded", reasons: [sync.reason] };
}
