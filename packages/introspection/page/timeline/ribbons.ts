// What each manifold was up to over time, as stretches of one status: folded from the same events, by
// the same rules, as the picture.
import { newNode, nodeAfter, type NodeView } from "../../src/view/node-view.js";
import type { SeenEvent } from "../../src/view/seen-event.js";
import { type Status, statusOf } from "../status.js";

/** A time spent in one status; the last one goes on. Times in ms of the agent's clock. */
export interface Stretch {
  readonly status: Status;
  readonly from: number;
}

/** One manifold's past. */
export interface Ribbon {
  readonly name: string;
  readonly stretches: Stretch[];
  /** When it last moved, other than by starting for the first time. */
  lastMoved: number;
}

/** Keeps the ribbons of one engine. */
export class Ribbons {
  readonly #ribbons = new Map<string, Ribbon>();
  readonly #nodes = new Map<string, NodeView>();

  /** Takes in one event of that engine. */
  take(event: SeenEvent): void {
    if (!("manifold" in event)) return;
    const name = event.manifold;
    const before = this.#nodes.get(name) ?? newNode(name, [], [], event.at);
    const after = nodeAfter(before, event);
    if (after === undefined) {
      this.#nodes.delete(name);
      this.#ribbons.delete(name);
      return;
    }
    this.#nodes.set(name, after);
    const ribbon = this.#ribbons.get(name) ?? { name, stretches: [], lastMoved: event.at };
    this.#ribbons.set(name, ribbon);
    const status = statusOf(after);
    if (status === ribbon.stretches.at(-1)?.status) return;
    ribbon.stretches.push({ status, from: event.at });
    ribbon.lastMoved = event.at;
    if (ribbon.stretches.length > 400) ribbon.stretches.splice(0, 200);
  }

  /**
   * At most so many: the chosen one, what fails now, then what moved last. Given in the order of
   * their depth.
   */
  latest(count: number, depthOf: (name: string) => number, chosen?: string): Ribbon[] {
    const weight = ({ name, stretches }: Ribbon): number => {
      if (name === chosen) return 2;
      return ["retrying", "given-up", "degraded"].includes(stretches.at(-1)?.status ?? "") ? 1 : 0;
    };
    const before = (a: Ribbon, b: Ribbon): number =>
      depthOf(a.name) - depthOf(b.name) || a.name.localeCompare(b.name);
    return [...this.#ribbons.values()]
      .toSorted((a, b) => weight(b) - weight(a) || b.lastMoved - a.lastMoved || before(a, b))
      .slice(0, count)
      .toSorted(before);
  }

  get size(): number {
    return this.#ribbons.size;
  }
}
