// One need in the picture: a curve from what is needed to what needs it, past the layers between.
import { svg } from "../elements.js";
import type { Edge } from "../layout/graph.js";
import type { Point, Size } from "../layout/geometry.js";

const pulseMs = 900;

/** A line between two cards. */
export class Line {
  readonly element: SVGPathElement;

  constructor(readonly edge: Edge) {
    const kinds = `${edge.implied ? " implied" : ""}${edge.optional ? " optional" : ""}`;
    this.element = svg("path", { class: `line${kinds}`, pathLength: 1 });
  }

  /** Draws it from card to card, by way of its bends. */
  place(from: Point, to: Point, bends: readonly Point[], card: Size, across: boolean): void {
    const turn = (point: Point): Point => (across ? point : { x: point.y, y: point.x });
    const half = (across ? card.width : card.height) / 2;
    const stops = [from, ...bends, to].map(turn);
    const parts: string[] = [];
    for (const [index, stop] of stops.entries()) {
      const before = stops[index - 1];
      if (before === undefined) {
        parts.push(`M${write({ x: stop.x + half, y: stop.y }, across)}`);
        continue;
      }
      const start = { x: before.x + half, y: before.y };
      const end = { x: stop.x - half, y: stop.y };
      const bend = Math.max(16, (end.x - start.x) / 2);
      parts.push(
        `C${write({ x: start.x + bend, y: start.y }, across)} ${write({ x: end.x - bend, y: end.y }, across)} ${write(end, across)}`,
      );
      // Straight through the layer that it passes.
      if (index < stops.length - 1)
        parts.push(`L${write({ x: stop.x + half, y: stop.y }, across)}`);
    }
    this.element.setAttribute("d", parts.join(""));
  }

  /** Lets a spark run along it: a change went this way. */
  pulse(): void {
    this.element.classList.remove("pulse");
    // Asking for the size makes the browser notice that the class was gone.
    this.element.getBoundingClientRect();
    this.element.classList.add("pulse");
    setTimeout(() => this.element.classList.remove("pulse"), pulseMs);
  }
}

function write({ x, y }: Point, across: boolean): string {
  const [first, second] = across ? [x, y] : [y, x];
  return `${first.toFixed(1)} ${second.toFixed(1)}`;
}
