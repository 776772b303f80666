/*
 * Keeps every node after its inputs in a total order, edge by edge, and finds the edge that would
 * close a cycle. Only nodes whose order the new edge contradicts are looked at (Pearce and Kelly,
 * "A dynamic topological sort algorithm for directed acyclic graphs", 2006), so that installing in
 * an order that happens to be right costs nothing.
 */
import type { Node, Owned } from "./node.js";

/**
 * Makes room for an edge from `input` to `dependent`, which stands before it, and which the caller then adds.
 * Returns undefined, or, where the edge would close a cycle, the names on it: each needs the next,
 * and the last is the first again. On a cycle the order is unchanged.
 */
export function admitEdge(input: Node, dependent: Node): readonly string[] | undefined {
  if (input === dependent) return [dependent.name, dependent.name];
  const forward = dependentsUpTo(dependent, input);
  if (!Array.isArray(forward)) return forward.cycle;
  reorder(inputsDownTo(input, dependent.order), forward);
  return undefined;
}

/** Everything above `from` that is ordered before `limit`; or the cycle, where `limit` is above. */
function dependentsUpTo(from: Node, limit: Node): Node[] | { cycle: string[] } {
  const cameFrom = new Map<Node, Node>();
  const found: Node[] = [from];
  // The list grows while it is walked.
  for (const node of found) {
    for (const next of node.dependents) {
      if (next === limit) return { cycle: cycleThrough(limit, node, cameFrom) };
      if (next.order < limit.order && !cameFrom.has(next)) {
        cameFrom.set(next, node);
        found.push(next);
      }
    }
  }
  return found;
}

function cycleThrough(limit: Node, last: Node, cameFrom: ReadonlyMap<Node, Node>): string[] {
  // `limit` needs `last`, which needs the one it was reached from, … down to the new dependent.
  const path = [limit.name];
  let node: Node | undefined = last;
  for (; node !== undefined; node = cameFrom.get(node)) path.push(node.name);
  // Begin, as the message will, with the one being installed.
  const dependent = path.pop() ?? limit.name;
  return [dependent, ...path, dependent];
}

function inputsDownTo(from: Node, limit: number): Node[] {
  const seen = new Set<Node>();
  const found: Node[] = [from];
  for (const node of found) {
    for (const next of node.inputs) {
      if (next.order > limit && !seen.has(next)) {
        seen.add(next);
        found.push(next);
      }
    }
  }
  return found;
}

/** Gives the places that both groups hold to the first group, then to the second. */
function reorder(before: Owned<"order">[], after: Owned<"order">[]): void {
  before.sort(byOrder);
  after.sort(byOrder);
  const nodes = [...before, ...after];
  const places = nodes.map((node) => node.order).toSorted((a, b) => a - b);
  for (const [index, node] of nodes.entries()) node.order = places[index] ?? node.order;
}

function byOrder(a: Node, b: Node): number {
  return a.order - b.order;
}
