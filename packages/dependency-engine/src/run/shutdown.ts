import type { Graph } from "../graph/graph.js";
import { wish } from "../lifecycle/node-events.js";
import { ENGINE_ENDS } from "../lifecycle/state-values.js";
import type { CachedClock } from "../timers/cached-clock.js";
import type { NodeLifecycle } from "./node-lifecycle.js";
import type { NodeTimers } from "./node-timers.js";
import type { StopBudget } from "./stop-budget.js";
import type { Waves } from "./waves.js";

/** What is stopped, and how long that may take. */
export interface ShutdownParts {
  readonly graph: Graph;
  readonly clock: CachedClock;
  readonly lifecycle: NodeLifecycle;
  readonly waves: Waves;
  readonly timers: NodeTimers;
  readonly budget: StopBudget;
}

/** Tells everybody to stop, within one budget; and, where that turns out to be less, tells them again. */
export class Shutdown {
  readonly #parts: ShutdownParts;
  #hasBegun = false;

  constructor(parts: ShutdownParts) {
    this.#parts = parts;
  }

  /** How long it may still take, in ms, as the clock was last read. */
  get left(): number {
    const { budget, clock } = this.#parts;
    return budget.left(clock.now);
  }

  /** @param ms - how long it may take from now on, at most */
  begin(ms: number): void {
    const { clock, budget } = this.#parts;
    const before = this.left;
    budget.begin(clock.now, ms);
    if (!this.#hasBegun) this.#stopAll();
    else if (this.left < before) this.#hurry();
  }

  #stopAll(): void {
    const { graph, clock, lifecycle, waves } = this.#parts;
    this.#hasBegun = true;
    waves.stopPropagating();
    const stop = wish("stop", ENGINE_ENDS, clock.now);
    for (const node of graph.all()) {
      // Those that were told before have had no limit of the whole stop yet.
      const wasTold = node.state.kind === "stopping" || node.last?.phase === "stopping";
      lifecycle.applyHeld(node, stop, undefined);
      if (wasTold) lifecycle.hurry(node);
    }
    waves.hurry();
  }

  #hurry(): void {
    const { graph, lifecycle, timers } = this.#parts;
    for (const node of graph.all()) lifecycle.hurry(node);
    timers.arm();
  }
}
