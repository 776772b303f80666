// The graph that is drawn: who needs whom, which needs are implied by others (transitive edges), and how
// deep each lies (longest-path layering).

/** One need: `to` depends on `from`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly optional: boolean;
  /** Another path leads from one to the other, so this line may be faint. */
  readonly implied: boolean;
}

/** What a layout starts from. */
export interface Graph {
  readonly names: readonly string[];
  readonly edges: readonly Edge[];
  /** For each name how many needs lie below it, at the longest. */
  readonly depth: ReadonlyMap<string, number>;
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  readonly dependents: ReadonlyMap<string, readonly string[]>;
}

/** What a manifold says of itself that matters here. */
export interface Needs {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly optional: readonly string[];
}

/** The graph of these manifolds. Inputs that nobody installed are left out. */
export function graphOf(manifolds: readonly Needs[]): Graph {
  const names = manifolds.map(({ name }) => name);
  const known = new Set(names);
  const inputs = new Map(
    manifolds.map(({ name, inputs: hard, optional }) => [
      name,
      [...new Set([...hard, ...optional])].filter((input) => known.has(input)),
    ]),
  );
  const dependents = new Map(names.map((name): [string, string[]] => [name, []]));
  for (const [name, needed] of inputs)
    for (const input of needed) dependents.get(input)?.push(name);
  const depth = depths(names, inputs);
  const optional = new Map(manifolds.map((one) => [one.name, new Set(one.optional)]));
  const edges = [...inputs].flatMap(([to, needed]) =>
    needed.map((from) => ({
      from,
      to,
      optional: optional.get(to)?.has(from) ?? false,
      implied: isImplied(from, to, inputs, depth),
    })),
  );
  return { names, edges, depth, inputs, dependents };
}

/** The longest way down from each. A cycle, which no engine installs, would end the descent. */
function depths(
  names: readonly string[],
  inputs: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const waiting = new Map<string, number>();
  const above = new Map<string, string[]>();
  for (const name of names) {
    const needed = inputs.get(name) ?? [];
    waiting.set(name, needed.length);
    for (const input of needed) {
      const others = above.get(input);
      if (others === undefined) above.set(input, [name]);
      else others.push(name);
    }
  }
  let layer = names.filter((name) => waiting.get(name) === 0);
  for (let depth = 0; layer.length > 0; depth++) {
    const next: string[] = [];
    for (const name of layer) {
      found.set(name, depth);
      for (const one of above.get(name) ?? []) {
        const left = (waiting.get(one) ?? 0) - 1;
        waiting.set(one, left);
        if (left === 0) next.push(one);
      }
    }
    layer = next;
  }
  for (const name of names) if (!found.has(name)) found.set(name, 0);
  return found;
}

/** Whether `to` reaches `from` by another of its inputs as well. */
function isImplied(
  from: string,
  to: string,
  inputs: ReadonlyMap<string, readonly string[]>,
  depth: ReadonlyMap<string, number>,
): boolean {
  const goal = depth.get(from) ?? 0;
  const seen = new Set<string>();
  const open = (inputs.get(to) ?? []).filter((input) => input !== from);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === from) return true;
    if (seen.has(name) || (depth.get(name) ?? 0) <= goal) continue;
    seen.add(name);
    open.push(...(inputs.get(name) ?? []));
  }
  return false;
}
