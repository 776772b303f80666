import type { Graph } from "../graph/graph.js";
import type { Motion } from "./progress.js";
import type { Node } from "../graph/node.js";

/** Does what had to wait until nothing of `node` runs: another manifold takes its place, or none. */
export function takePlace(node: Node, graph: Graph, motion: Motion): void {
  if (node.replacement !== undefined) {
    node.manifold = node.replacement;
    node.replacement = undefined;
    node.recentErrors = 0;
    node.failures = undefined;
    if (node.state.kind !== "absent") motion.placed("replaced", node, node.manifold);
  }
  if (node.state.kind === "absent" && node.manifold !== undefined) {
    node.manifold = undefined;
    graph.unlink(node);
    motion.removed(node);
  }
  const { whenDone } = node;
  if (whenDone === undefined) return;
  node.whenDone = undefined;
  for (const done of whenDone) done();
}
