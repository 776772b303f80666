import type { Graph } from "./strong-components.ts";

/** The transitive reduction of a graph without circles: no edge that a longer way makes up for. */
export function transitiveReduction(graph: Graph): Graph {
  const reachable = new Map<string, ReadonlySet<string>>();
  function reach(node: string): ReadonlySet<string> {
    const known = reachable.get(node);
    if (known !== undefined) return known;
    const targets = [...(graph.get(node) ?? [])];
    const all = new Set(targets.flatMap((target) => [target, ...reach(target)]));
    reachable.set(node, all);
    return all;
  }
  return new Map(
    [...graph].map(([node, targets]) => [
      node,
      new Set(
        [...targets].filter((target) => ![...targets].some((other) => reach(other).has(target))),
      ),
    ]),
  );
}
