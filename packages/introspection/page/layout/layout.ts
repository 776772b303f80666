// Where each manifold is drawn. Layers run along the main axis, from what needs nothing to what
// needs most (Sugiyama's layered drawing); a layer too long for the window is folded into several lanes.
import type { Gaps, Point, Size } from "./geometry.js";
import type { Edge, Graph } from "./graph.js";
import { orderedLayers } from "./order.js";
import { spread } from "./place.js";
import { bestPlan, type Plan } from "./plan.js";
import { type Skeleton, skeletonOf } from "./skeleton.js";

/** A finished picture; its corner is at 0, 0. */
export interface Layout extends Size {
  readonly across: boolean;
  readonly places: ReadonlyMap<string, Point>;
  /** Where a line passes layers on its way, for those that do. */
  readonly routes: ReadonlyMap<Edge, readonly Point[]>;
}

/** How wide a line's free place is, in px. */
const bendBreadth = 10;
const straightenings = 10;

/** The picture of a graph with cards of one size, for a window. */
export function layOut(graph: Graph, card: Size, gaps: Gaps, window: Size): Layout {
  const sizes: number[] = [];
  for (const depth of graph.depth.values()) sizes[depth] = (sizes[depth] ?? 0) + 1;
  const plan = bestPlan(sizes, card, gaps, window);
  const skeleton = skeletonOf(graph, !plan.folded);
  const lanes = orderedLayers(skeleton).map((layer) => chunk(layer, plan));
  const beside = besides(skeleton, lanes, plan, card, gaps);
  return layoutOf(skeleton, along(lanes, plan, card, gaps), beside, plan.across, card);
}

/** How far along the main axis each lies. */
function along(
  lanes: readonly (readonly (readonly string[])[])[],
  plan: Plan,
  card: Size,
  gaps: Gaps,
): ReadonlyMap<string, number> {
  const length = plan.across ? card.width : card.height;
  const at = new Map<string, number>();
  let main = length / 2;
  for (const layer of lanes) {
    for (const lane of layer) {
      for (const name of lane) at.set(name, main);
      main += length + gaps.lane;
    }
    main += plan.layerGap - gaps.lane;
  }
  return at;
}

/** Where each lies beside the main axis: near its neighbours, or in even lanes where layers fold. */
function besides(
  skeleton: Skeleton,
  lanes: readonly (readonly (readonly string[])[])[],
  plan: Plan,
  card: Size,
  gaps: Gaps,
): ReadonlyMap<string, number> {
  const breadth = plan.across ? card.height : card.width;
  const widthOf = (name: string | undefined): number =>
    name !== undefined && skeleton.isBend(name) ? bendBreadth : breadth;
  const offsets = new Map(
    lanes.flat().map((lane) => [lane, offsetsOf(lane, widthOf, gaps.beside)]),
  );
  const at = new Map<string, number>();
  for (const [lane, steps] of offsets) {
    const half = (steps.at(-1) ?? 0) / 2;
    for (const [index, name] of lane.entries()) at.set(name, (steps[index] ?? 0) - half);
  }
  if (plan.folded) return at;
  for (let round = 0; round < straightenings; round++) {
    const ways = round % 2 === 0 ? skeleton.inputs : skeleton.dependents;
    const order = [...offsets];
    for (const [lane, steps] of round % 2 === 0 ? order : order.toReversed()) {
      const wanted = lane.map((name) => {
        const near = ways.get(name) ?? [];
        if (near.length === 0) return at.get(name) ?? 0;
        return near.reduce((sum, one) => sum + (at.get(one) ?? 0), 0) / near.length;
      });
      for (const [index, place] of spread(wanted, steps).entries())
        at.set(lane[index] ?? "", place);
    }
  }
  return at;
}

/** How far each of a lane must be from the first at least. */
function offsetsOf(
  lane: readonly string[],
  widthOf: (name: string | undefined) => number,
  gap: number,
): number[] {
  let offset = 0;
  return lane.map((name, index) => {
    if (index > 0) offset += (widthOf(lane[index - 1]) + widthOf(name)) / 2 + gap;
    return offset;
  });
}

function chunk(layer: readonly string[], { fold, folded }: Plan): (readonly string[])[] {
  if (!folded) return [layer];
  const lanes = Math.ceil(layer.length / fold);
  // Even lanes look better than full ones and a rest.
  const even = Math.ceil(layer.length / lanes);
  return Array.from({ length: lanes }, (_, lane) => layer.slice(lane * even, (lane + 1) * even));
}

/** Turns the picture the way it runs, and moves its corner to 0, 0. */
function layoutOf(
  skeleton: Skeleton,
  main: ReadonlyMap<string, number>,
  beside: ReadonlyMap<string, number>,
  across: boolean,
  card: Size,
): Layout {
  const raw = (name: string): Point => {
    const [x, y] = [main.get(name) ?? 0, beside.get(name) ?? 0];
    return across ? { x, y } : { x: y, y: x };
  };
  const cards = skeleton.names.filter((name) => !skeleton.isBend(name));
  const halves = (name: string): Size =>
    skeleton.isBend(name)
      ? { width: 4, height: 4 }
      : { width: card.width / 2, height: card.height / 2 };
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const name of skeleton.names) {
    const { x, y } = raw(name);
    const { width, height } = halves(name);
    box.left = Math.min(box.left, x - width);
    box.right = Math.max(box.right, x + width);
    box.top = Math.min(box.top, y - height);
    box.bottom = Math.max(box.bottom, y + height);
  }
  if (cards.length === 0)
    return { across, width: 0, height: 0, places: new Map(), routes: new Map() };
  const place = (name: string): Point => {
    const { x, y } = raw(name);
    return { x: x - box.left, y: y - box.top };
  };
  return {
    across,
    width: box.right - box.left,
    height: box.bottom - box.top,
    places: new Map(cards.map((name) => [name, place(name)])),
    routes: new Map([...skeleton.bends].map(([edge, bends]) => [edge, bends.map(place)])),
  };
}
