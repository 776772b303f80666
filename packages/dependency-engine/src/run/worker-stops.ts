import { readProperty } from "@holdfast/ports";
import type { Worker } from "../contract/worker.js";
import type { Node, NodeRun } from "../graph/node.js";
import type { CachedClock } from "../timers/cached-clock.js";
import { type Limits, stopLimit } from "./deadlines.js";
import { handedOn, withOwnShare } from "./stop-budget.js";

/** Hears that the `kill` of a worker of `node` threw. */
export type TellKillFailed = (node: Node, error: unknown) => void;

/** Tells workers to stop; and those that stop others in turn, how long they have. */
export class WorkerStops {
  readonly #limits: Limits;
  readonly #clock: CachedClock;
  readonly #failed: TellKillFailed;

  constructor(limits: Limits, clock: CachedClock, failed: TellKillFailed) {
    this.#limits = limits;
    this.#clock = clock;
    this.#failed = failed;
  }

  /** Tells the worker of `run`, which must end since the time `since`, to stop. */
  stop(run: NodeRun, since: number): void {
    const { worker } = run;
    if (worker === undefined) return;
    if (stopsOthers(worker)) this.#stopWithin(run, worker, since);
    else this.kill(run.node, worker);
  }

  /** As `stop`, of one that was told before: only one that stops others in turn need hear of less time. */
  hurry(run: NodeRun, since: number): void {
    if (run.worker !== undefined && stopsOthers(run.worker)) this.stop(run, since);
  }

  /** Tells a worker, of which nothing follows for `node`, to stop. */
  kill(node: Node, worker: Worker): void {
    try {
      worker.kill();
    } catch (error) {
      this.#failed(node, error);
    }
  }

  #stopWithin(run: NodeRun, worker: StopsOthers, since: number): void {
    const told = this.#clock.now - since;
    const limit = stopLimit({ run, since }, this.#limits) - told;
    try {
      const within: unknown = worker.killWithin(handedOn(limit));
      const isTold = typeof within === "number" && within >= 0;
      run.stopsWithin = isTold ? told + withOwnShare(within) : undefined;
    } catch (error) {
      run.stopsWithin = undefined;
      this.#failed(run.node, error);
    }
  }
}

type StopsOthers = Worker & Required<Pick<Worker, "killWithin">>;

function stopsOthers(worker: Worker): worker is StopsOthers {
  return typeof readProperty(worker, "killWithin") === "function";
}
