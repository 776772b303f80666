import type { Store } from "../../../src/state/store.js";

/** Adds one to a counter, and tells what it is then: who is told twice the same was told wrong. */
export function countUp(store: Store): Promise<number> {
  return store.commit((tx) => {
    const count = Number(tx.settings.get("next-ca-vouches-until") ?? 0) + 1;
    tx.settings.set({ "next-ca-vouches-until": String(count) });
    return count;
  });
}

/** What the counter is, for all. */
export async function counted(store: Store): Promise<number> {
  await store.fresh(new AbortController().signal);
  return Number(store.settings.get("next-ca-vouches-until") ?? 0);
}
