import type { GivenManifold } from "../contract/given-manifold.js";
import type { Graph } from "../graph/graph.js";
import type { Owned } from "../graph/node.js";
import type { LifecycleEvents } from "./lifecycle-events.js";
import type { Waves } from "./waves.js";

/** What this file writes of a node. */
type Installed = Owned<"manifold" | "pendingChange" | "removed">;

/** `manifold` is what runs under this name from now on; `removed` is called once nothing does. */
export function place(node: Installed, manifold: GivenManifold, removed?: () => void): void {
  node.manifold = manifold;
  node.removed = removed;
}

/** `manifold` is to take the place of the present one, in place of any that was to before. */
export function placeLater(node: Installed, manifold: GivenManifold): void {
  node.pendingChange ??= { replacement: undefined, whenDone: [] };
  node.pendingChange.replacement = manifold;
}

/** Fulfilled once nothing of `node` runs, and what was asked for is done. */
export function whenDone(node: Installed): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  node.pendingChange ??= { replacement: undefined, whenDone: [] };
  node.pendingChange.whenDone.push(resolve);
  return promise;
}

/**
 * `replacement` takes the place of the present manifold, whose worker runs on beside it.
 * @returns who is to be told once that has ended
 */
export function placeBeside(node: Installed, events: LifecycleEvents): readonly (() => void)[] {
  const change = node.pendingChange;
  node.pendingChange = undefined;
  if (change?.replacement !== undefined) {
    node.manifold = change.replacement;
    events.placed("replaced", node);
  }
  return change?.whenDone ?? [];
}

/** Who is to be told once its worker has ended, which runs on for now. */
export function tellLater(node: Installed, waiting: readonly (() => void)[]): void {
  if (waiting.length === 0) return;
  node.pendingChange ??= { replacement: undefined, whenDone: [] };
  node.pendingChange.whenDone.push(...waiting);
}

/** Does what had to wait until nothing of `node` runs: another manifold takes its place, or none. */
export function applyPendingChange(
  node: Installed,
  graph: Graph,
  waves: Waves,
  events: LifecycleEvents,
): void {
  const change = node.pendingChange;
  node.pendingChange = undefined;
  if (change?.replacement !== undefined) {
    node.manifold = change.replacement;
    if (node.state.kind !== "absent") events.placed("replaced", node);
  }
  if (node.state.kind === "absent" && node.manifold !== undefined) {
    node.manifold = undefined;
    node.removed?.();
    node.removed = undefined;
    graph.unlink(node);
    waves.relinked(node);
    events.removed(node);
  }
  change?.whenDone.forEach((done) => done());
}
