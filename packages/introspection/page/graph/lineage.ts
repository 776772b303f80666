import type { Graph } from "../layout/graph.js";

/** A name with all that it needs, and all that needs it. */
export function lineage(graph: Graph, name: string): ReadonlySet<string> {
  const family = new Set([name]);
  for (const ways of [graph.inputs, graph.dependents]) {
    const open = [...(ways.get(name) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (family.has(next)) continue;
      family.add(next);
      open.push(...(ways.get(next) ?? []));
    }
  }
  return family;
}
