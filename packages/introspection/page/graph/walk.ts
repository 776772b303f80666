// By arrow keys from card to card: to the nearest one that lies that way.
import type { Point } from "../layout/geometry.js";

/** A direction on the screen. */
export type Direction = "left" | "right" | "up" | "down";

const aims: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** The nearest place that lies in a direction, sideways steps counting more; undefined at the rim. */
export function nearest(
  from: Point,
  direction: Direction,
  places: ReadonlyMap<string, Point>,
): string | undefined {
  const aim = aims[direction];
  let best: { readonly name: string; readonly cost: number } | undefined;
  for (const [name, { x, y }] of places) {
    const ahead = (x - from.x) * aim.x + (y - from.y) * aim.y;
    const aside = Math.abs((x - from.x) * aim.y) + Math.abs((y - from.y) * aim.x);
    if (ahead < 1) continue;
    const cost = ahead + aside * 2.5;
    if (best === undefined || cost < best.cost) best = { name, cost };
  }
  return best?.name;
}
