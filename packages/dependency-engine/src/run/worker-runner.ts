import { MissingError } from "../contract/end-signals.js";
import { NotAWorkerError } from "../contract/errors.js";
import type { GivenManifold } from "../contract/given-manifold.js";
import { isWorker, type Worker } from "../contract/worker.js";
import type { Node, NodeOffer, NodeRun, Owned } from "../graph/node.js";
import { whenEnded, whenSettled } from "../graph/foreign-promise.js";
import { giveBack, takeOffers } from "../graph/held-offers.js";
import { NO_OFFERS } from "../graph/offer.js";
import { Run } from "../graph/run.js";
import { ActiveContext } from "../graph/start-context.js";
import type { TellHealth } from "../graph/worker-health.js";
import { AbandonedWorkers } from "./abandoned-workers.js";
import type { WorkerStops } from "./worker-stops.js";
import { dropUpdate } from "./worker-updates.js";

/** Hears what became of workers, and of calls of start. */
export interface WorkerListener {
  /** A start has returned a worker. */
  up(node: Node): void;
  /** A worker, or start, ended: with `error`, where that is not undefined. */
  ended(node: Node, error: unknown): void;
  /** The last worker, beside the next one, ended. */
  lastEnded(node: Node, error: unknown): void;
  /** One that was abandoned has ended after all. */
  endedLate(node: Node, error: unknown): void;
}

/** What this file writes of a node. */
type Running = Owned<"run" | "last">;

/**
 * Calls `start` and `wait`, and sees to it that whatever comes of them, whenever it comes, is told:
 * every worker that was ever made is waited for.
 */
export class WorkerRunner {
  /** Those that nobody waits for any longer. */
  readonly abandoned: AbandonedWorkers = new AbandonedWorkers();
  readonly #stops: WorkerStops;
  readonly #listener: WorkerListener;
  readonly #tellHealth: TellHealth;

  constructor(stops: WorkerStops, listener: WorkerListener, tellHealth: TellHealth) {
    this.#stops = stops;
    this.#listener = listener;
    this.#tellHealth = tellHealth;
  }

  start(node: Running, manifold: GivenManifold): void {
    const run = new Run<Node>(node, manifold, takeOffers(node.inputs), this.#ended);
    node.run = run;
    try {
      const starting = manifold.given.start(new ActiveContext(run, run, this.#tellHealth));
      if (isWorker(starting)) {
        this.#came(run, starting);
        return;
      }
      whenSettled(
        starting,
        (worker) => this.#returned(run, worker),
        (error) => run.failed(error),
      );
    } catch (error) {
      run.failed(error);
    }
  }

  /**
   * Makes room for the next worker of `node`: the present one is its last from now on.
   * @param whenDone - told once that has ended
   */
  stepAside(node: Running, whenDone: readonly (() => void)[]): void {
    const { run, startedAt } = node;
    if (run === undefined) return;
    node.last = { run, startedAt, phase: "serving", since: 0, whenDone };
    node.run = undefined;
  }

  /** The last worker of `node` is its present one again. */
  stepBack(node: Running): void {
    node.run = node.last?.run;
    node.last = undefined;
  }

  /** The last worker of `node` is to be told to stop. @returns it, where there is one */
  lastStops({ last }: Running, now: number): Node["last"] {
    if (last?.run.worker === undefined) return undefined;
    last.phase = "stopping";
    last.since = now;
    return last;
  }

  /** Forgets the present worker, or start, and returns what it used. */
  release(node: Running): readonly NodeOffer[] {
    const used = node.run?.uses ?? NO_OFFERS;
    node.run = undefined;
    giveBack(used);
    return used;
  }

  /** Forgets the last worker, and returns what it used. */
  releaseLast(node: Running): readonly NodeOffer[] {
    const used = node.last?.run.uses ?? NO_OFFERS;
    node.last = undefined;
    giveBack(used);
    return used;
  }

  /** Waits no longer for a worker, or start, that does not end: `error` counts as its end. */
  abandon(node: Running, error: unknown): void {
    this.abandoned.add(node.name);
    this.#listener.ended(node, error);
  }

  /** The same for its last worker. */
  abandonLast(node: Running, error: unknown): void {
    this.abandoned.add(node.name);
    this.#listener.lastEnded(node, error);
  }

  #returned(run: NodeRun, worker: unknown): void {
    if (isWorker(worker)) this.#came(run, worker);
    else run.failed(new NotAWorkerError(run.node.name));
  }

  #came(run: NodeRun, worker: Worker): void {
    const { node } = run;
    // From here on its context has expired.
    run.worker = worker;
    const unmet = unmetInput(run);
    if (unmet !== undefined) run.unmet = unmet;
    // Bound to the run: there are many, and a function that keeps its variables takes twice the room.
    whenEnded(node.name, worker, run.ended.bind(run), run.failed.bind(run));
    if (node.run === run && unmet === undefined) this.#listener.up(node);
    // Its start was abandoned long ago, or never asked for what it needs: nobody will use this worker.
    else this.#stops.kill(node, worker);
  }

  readonly #ended = (run: NodeRun, error: unknown): void => {
    const node: Running = run.node;
    dropUpdate(run, this.#stops);
    if (node.run === run) {
      this.#listener.ended(node, run.unmet ?? error);
      return;
    }
    if (node.last?.run === run) {
      this.#listener.lastEnded(node, error);
      return;
    }
    this.abandoned.ended(node.name);
    this.#listener.endedLate(node, error);
  };
}

/** A required input that was not up when the start was called, and that it never asked for. */
function unmetInput(run: NodeRun): MissingError | undefined {
  const { node, manifold } = run;
  // All were up: nothing to look for, as nearly always.
  if (run.held === undefined) return undefined;
  const { optional } = manifold.terms;
  const unmet = node.inputs.find(
    (input) =>
      run.heldOf(input) === undefined &&
      !run.copesWithout(input.name) &&
      optional?.includes(input.name) !== true,
  );
  return unmet === undefined ? undefined : new MissingError(unmet.name, "not running");
}
