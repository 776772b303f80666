import type { ActiveContext } from "./start-context.js";
import type { Manifold } from "./manifold.js";
import type { NodeState, Outlook } from "./node-state.js";
import { ABSENT } from "./transition.js";
import type { Worker } from "./worker.js";

const NONE: readonly Node[] = [];

/** One name in the graph: what is installed under it, how it is doing, and who depends on it. */
export class Node {
  readonly name: string;
  manifold: Manifold | undefined = undefined;
  /** Declared inputs, then optional ones, in order and without repeats. */
  inputs: readonly Node[] = NONE;
  readonly dependents: Set<Node> = new Set();
  /** Its place in a topological order of the graph: after all its inputs. */
  order: number;

  state: NodeState = ABSENT;
  outlook: Outlook = "down";
  /** How many of its inputs are coming. */
  pending = 0;
  /** How many workers (or starts) live that were started while this was up. */
  holders = 0;
  /** The inputs that were up when the present worker, or start, began. */
  held: readonly Node[] = NONE;

  worker: Worker | undefined = undefined;
  context: ActiveContext | undefined = undefined;
  /** Counts starts, so that a late answer of an earlier one is known for what it is. */
  incarnation = 0;
  /** Workers that overran their deadline and may still be running. */
  abandoned = 0;
  startCount = 0;
  startedAt: number | undefined = undefined;
  endedAt: number | undefined = undefined;
  error: unknown = undefined;
  recentErrors = 0;

  /** When it entered its present state, in ms of the clock. */
  since = 0;
  inWork = false;
  inOutlooks = false;
  alarmAt = 0;
  alarmIndex = -1;

  constructor(name: string, order: number) {
    this.name = name;
    this.order = order;
  }

  /** Has a worker or a start that has not ended. */
  get alive(): boolean {
    switch (this.state.kind) {
      case "absent":
      case "resting":
      case "waiting":
        return false;
      case "starting":
      case "started":
      case "condemned":
      case "aborting":
      case "stopping":
        return true;
    }
  }
}
