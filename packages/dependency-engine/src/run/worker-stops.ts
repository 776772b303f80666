import { readProperty } from "@holdfast/ports";
import { StartAbortedError } from "../contract/errors.js";
import type { Worker } from "../contract/worker.js";
import { whenRejected } from "../graph/foreign-promise.js";
import type { Node, NodeRun } from "../graph/node.js";
import type { Call } from "../graph/run.js";
import type { CachedClock } from "../timers/cached-clock.js";
import { type Limits, stopLimit } from "./deadlines.js";
import { handedOn, withOwnShare } from "./stop-budget.js";

/** Hears that the `kill` of a worker of `node` failed, or that its start could not be told. */
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
      const told: unknown = worker.kill();
      if (told !== undefined) this.#notice(node, told);
    } catch (error) {
      this.#failed(node, error);
    }
  }

  /** An async function is not waited for; but it may fail. */
  #notice(node: Node, told: unknown): void {
    whenRejected(told, (error) => this.#failed(node, error));
  }

  /** Tells a start, or an update, that it is no longer wanted; whoever hears that may call the engine. */
  abort(call: Call<Node>, what: "start" | "update"): void {
    const { node } = call;
    try {
      call.abort(new StartAbortedError(node.name, what));
    } catch (error) {
      // A signal that was frozen cannot be aborted.
      this.#failed(node, error);
    }
  }

  #stopWithin(run: NodeRun, worker: StopsOthers, since: number): void {
    const told = this.#clock.now - since;
    const limit = stopLimit(run, since, this.#limits) - told;
    try {
      const within: unknown = worker.killWithin(handedOn(limit));
      const isTold = typeof within === "number" && within >= 0;
      run.stopsWithin = isTold ? told + withOwnShare(within) : undefined;
      this.#notice(run.node, within);
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
