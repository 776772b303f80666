// The order within each layer, so that few lines cross: each name moves to the mean of its
// neighbours' places, up and down the layers a few times (the barycentre method).
import type { Skeleton } from "./skeleton.js";

const sweeps = 10;

/** The names by depth, each layer in an order that keeps neighbours near. */
export function orderedLayers(skeleton: Skeleton): string[][] {
  const layers: string[][] = [];
  // By name first, so that the same graph is drawn the same way each time.
  for (const name of skeleton.names.toSorted()) {
    (layers[skeleton.depth.get(name) ?? 0] ??= []).push(name);
  }
  const place = new Map<string, number>();
  const remember = (layer: readonly string[]): void => {
    for (const [index, name] of layer.entries()) place.set(name, (index + 0.5) / layer.length);
  };
  for (const layer of layers) remember(layer);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const ways = sweep % 2 === 0 ? skeleton.inputs : skeleton.dependents;
    for (const layer of sweep % 2 === 0 ? layers : layers.toReversed()) {
      const wanted = new Map(layer.map((name) => [name, mean(ways.get(name), name, place)]));
      layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      remember(layer);
    }
  }
  return layers;
}

function mean(
  neighbours: readonly string[] | undefined,
  name: string,
  place: ReadonlyMap<string, number>,
): number {
  if (neighbours === undefined || neighbours.length === 0) return place.get(name) ?? 0;
  return neighbours.reduce((sum, one) => sum + (place.get(one) ?? 0), 0) / neighbours.length;
}
