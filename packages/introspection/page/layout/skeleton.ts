// What is ordered and placed: the manifolds, joined by the lines that are drawn strongly, and where
// such a line passes a layer, a bend that keeps a place free for it there (a dummy vertex, in Sugiyama's
// terms).
import type { Edge, Graph } from "./graph.js";

/** Names joined from layer to next layer only. Bends are among the names. */
export interface Skeleton {
  readonly names: readonly string[];
  readonly depth: ReadonlyMap<string, number>;
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  readonly dependents: ReadonlyMap<string, readonly string[]>;
  /** The bends of each line that has any, in order. */
  readonly bends: ReadonlyMap<Edge, readonly string[]>;
  readonly isBend: (name: string) => boolean;
}

/** The skeleton of a graph; without bends where its layers are folded anyway. */
export function skeletonOf(graph: Graph, withBends: boolean): Skeleton {
  const depth = new Map(graph.depth);
  const inputs = new Map(graph.names.map((name): [string, string[]] => [name, []]));
  const dependents = new Map(graph.names.map((name): [string, string[]] => [name, []]));
  const bends = new Map<Edge, readonly string[]>();
  const join = (from: string, to: string): void => {
    push(dependents, from, to);
    push(inputs, to, from);
  };
  for (const edge of graph.edges) {
    if (edge.implied) continue;
    const start = graph.depth.get(edge.from) ?? 0;
    const end = graph.depth.get(edge.to) ?? 0;
    const passed = withBends ? Math.max(0, end - start - 1) : 0;
    const own = Array.from({ length: passed }, (_, index) => {
      // No manifold's name can begin so: it would not be a word.
      const bend = `\u0000${edge.from}\u0000${edge.to}\u0000${index}`;
      depth.set(bend, start + 1 + index);
      return bend;
    });
    if (own.length > 0) bends.set(edge, own);
    const stops = [edge.from, ...own, edge.to];
    for (const [index, stop] of stops.slice(1).entries()) join(stops[index] ?? "", stop);
  }
  const isBend = (name: string): boolean => name.startsWith("\u0000");
  return { names: [...depth.keys()], depth, inputs, dependents, bends, isBend };
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
