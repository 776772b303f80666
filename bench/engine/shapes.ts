/** The graphs of the published comparison: who depends on whom, by index. */
export type Shape = "chain" | "star" | "layered";

export const SHAPES: readonly Shape[] = ["chain", "star", "layered"];
const LAYERS = 10;

/** For each of `count` nodes, the nodes that it depends on, all of them before it. Node 0 is a root. */
export function inputsOf(shape: Shape, count: number): number[][] {
  switch (shape) {
    case "chain":
      return Array.from({ length: count }, (_, index) => (index === 0 ? [] : [index - 1]));
    case "star":
      return Array.from({ length: count }, (_, index) => (index === 0 ? [] : [0]));
    case "layered":
      return layered(count);
  }
}

/** Ten layers, each node on three of the layer above; all of the first layer on node 0. */
function layered(count: number): number[][] {
  const width = Math.ceil(count / LAYERS);
  return Array.from({ length: count }, (_, index) => {
    const layer = Math.floor(index / width);
    if (layer === 0) return index === 0 ? [] : [0];
    const above = (layer - 1) * width;
    const at = index % width;
    const three = [at, (at * 7 + 1) % width, (at * 13 + 2) % width];
    return [...new Set(three)].map((offset) => above + offset);
  });
}

/** 0 to `count` - 1 in an order that looks random and is always the same. */
export function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  let seed = 1;
  for (let last = count - 1; last > 0; last -= 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const other = seed % (last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
