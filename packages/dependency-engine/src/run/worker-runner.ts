import { isKind, readProperty } from "@holdfast/ports";
import { MissingError, NotAWorkerError, StartAbortedError } from "../contract/errors.js";
import type { Manifold } from "../contract/manifold.js";
import { isWorker, type Worker } from "../contract/worker.js";
import type { Node, NodeOffer, NodeRun, Owned } from "../graph/node.js";
import { NO_OFFERS } from "../graph/offer.js";
import { type Call, Run, Update } from "../graph/run.js";
import type { TellHealth } from "../graph/worker-health.js";
import { ActiveContext } from "../graph/start-context.js";
import { isUp } from "../lifecycle/transition.js";
import { AbandonedWorkers } from "./abandoned-workers.js";
import { handedOn, withOwnShare } from "./stop-budget.js";

/** What became of a worker, or of a call of start. */
export type WorkerEvent =
  | "up"
  /** It ended: with an error, where that is not undefined. */
  | "ended"
  /** The last worker, beside the next one, ended. */
  | "last ended"
  | "updated"
  | "update failed"
  /** An update that was not wanted any more, and was waited for, has returned. */
  | "update over"
  /** One that was abandoned has ended after all. */
  | "ended late"
  /** Its `kill` threw. */
  | "kill failed";

/** What this file writes of a node. */
type Running = Owned<"run" | "last" | "users">;

/**
 * Calls `start`, `kill` and `wait`, and sees to it that whatever comes of them, whenever it comes,
 * is told: every worker that was ever made is waited for.
 */
export class WorkerRunner {
  /** Those that nobody waits for any longer. */
  readonly abandoned: AbandonedWorkers = new AbandonedWorkers();
  readonly #tell: (node: Node, event: WorkerEvent, error?: unknown) => void;
  readonly #tellHealth: TellHealth;

  constructor(
    tell: (node: Node, event: WorkerEvent, error?: unknown) => void,
    tellHealth: TellHealth,
  ) {
    this.#tell = tell;
    this.#tellHealth = tellHealth;
  }

  start(node: Running, manifold: Manifold): void {
    const run = new Run<Node>(manifold, takeOffers(node.inputs));
    node.run = run;
    try {
      const starting = manifold.start(new ActiveContext(node, run, run, this.#tellHealth));
      if (isWorker(starting)) {
        this.#came(node, run, starting);
        return;
      }
      whenSettled(
        starting,
        (worker) => this.#returned(node, run, worker),
        (error) => this.#ended(node, run, reasonOf(error)),
      );
    } catch (error) {
      this.#ended(node, run, reasonOf(error));
    }
  }

  /**
   * Tells the worker of `run`, a present or last one of `node`, to stop.
   * @param told - how long ago it was told first, in ms
   * @param limit - how long after that it must have ended, where it stops others in turn
   */
  kill(node: Node, run: NodeRun, told: number, limit: number): void {
    const { worker } = run;
    if (worker === undefined) return;
    if (!stopsOthers(worker)) this.#kill(node, worker);
    else run.stopsWithin = told + this.#killWithin(node, worker, limit - told);
  }

  /** As `kill`, of one that was told before: only one that stops others in turn need hear of less time. */
  hurry(node: Node, run: NodeRun, told: number, limit: number): void {
    if (run.worker !== undefined && stopsOthers(run.worker)) this.kill(node, run, told, limit);
  }

  /** Has the worker of `node`, which runs on, take its inputs as they are now. */
  update(node: Node): void {
    const { run } = node;
    const worker = run?.worker;
    if (run === undefined || worker === undefined) return;
    const update = new Update<Node>(takeOffers(node.inputs));
    run.update = update;
    const done = (): void => {
      if (run.update === update) this.#tell(node, "updated");
    };
    const failed = (error: unknown): void => this.#notUpdated(node, run, update, reasonOf(error));
    try {
      whenSettled(
        run.manifold.update?.(worker, new ActiveContext(node, update, run, this.#tellHealth)),
        done,
        failed,
      );
    } catch (error) {
      failed(error);
    }
  }

  /** The worker of `node` holds what its update was given, and nothing else: returns what it held before. */
  finishUpdate({ run }: Node): readonly NodeOffer[] {
    if (run?.update === undefined) return NO_OFFERS;
    const before = run.uses;
    run.uses = run.update.uses;
    run.update = undefined;
    before.forEach(giveBack);
    return before;
  }

  /** The worker of `node` may hold what it had, and what its update was given. */
  abandonUpdate(node: Node): void {
    const { run } = node;
    if (run?.update === undefined) return;
    keepAll(run, run.update);
    run.update = undefined;
  }

  /**
   * Makes room for the next worker of `node`: the present one is its last from now on.
   * @param whenDone - told once that has ended
   */
  stepAside(node: Running, whenDone: readonly (() => void)[]): void {
    const { run, startedAt, offer } = node;
    if (run === undefined) return;
    node.last = { run, startedAt, offer, phase: "serving", since: 0, whenDone };
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
    used.forEach(giveBack);
    return used;
  }

  /** Forgets the last worker, and returns what it used. */
  releaseLast(node: Running): readonly NodeOffer[] {
    const used = node.last?.run.uses ?? NO_OFFERS;
    node.last = undefined;
    used.forEach(giveBack);
    return used;
  }

  /** Waits no longer for a worker, or start, that does not end: `error` counts as its end. */
  abandon(node: Running, error: unknown): void {
    this.abandoned.add(node.name);
    this.#tell(node, "ended", error);
  }

  /** The same for its last worker. */
  abandonLast(node: Running, error: unknown): void {
    this.abandoned.add(node.name);
    this.#tell(node, "last ended", error);
  }

  #notUpdated(node: Node, run: NodeRun, update: Update<Node>, error: unknown): void {
    if (run.update !== update) return;
    keepAll(run, update);
    run.update = undefined;
    this.#tell(node, node.state.kind === "updating" ? "update failed" : "update over", error);
  }

  #returned(node: Node, run: NodeRun, worker: unknown): void {
    if (isWorker(worker)) this.#came(node, run, worker);
    else this.#ended(node, run, new NotAWorkerError(node.name));
  }

  #came(node: Node, run: NodeRun, worker: Worker): void {
    // From here on its context has expired.
    run.worker = worker;
    run.unmet = unmetInput(node, run);
    whenSettled(
      waitFor(node, worker),
      () => this.#ended(node, run, undefined),
      (error) => this.#ended(node, run, reasonOf(error)),
    );
    if (node.run === run && run.unmet === undefined) this.#tell(node, "up");
    // Its start was abandoned long ago, or never asked for what it needs: nobody will use this worker.
    else this.#kill(node, worker);
  }

  #ended(node: Running, run: NodeRun, error: unknown): void {
    // An update of it that is under way is of no use to anybody any more.
    if (run.update !== undefined) dropUpdate(node.name, run, run.update);
    if (node.run === run) {
      this.#tell(node, "ended", run.unmet ?? error);
      return;
    }
    if (node.last?.run === run) {
      this.#tell(node, "last ended", error);
      return;
    }
    this.abandoned.ended(node.name);
    this.#tell(node, "ended late", error);
  }

  /** @returns how long it is to be waited for; NaN where it did not say */
  #killWithin(node: Node, worker: StopsOthers, limit: number): number {
    try {
      const within: unknown = worker.killWithin(handedOn(limit));
      return typeof within === "number" && within >= 0 ? withOwnShare(within) : Number.NaN;
    } catch (error) {
      this.#tell(node, "kill failed", error);
      return Number.NaN;
    }
  }

  #kill(node: Node, worker: Worker): void {
    try {
      worker.kill();
    } catch (error) {
      this.#tell(node, "kill failed", error);
    }
  }
}

type StopsOthers = Worker & Required<Pick<Worker, "killWithin">>;

function stopsOthers(worker: Worker): worker is StopsOthers {
  return typeof readProperty(worker, "killWithin") === "function";
}

/** A required input that was not up when the start was called, and that it never asked for. */
function unmetInput(node: Node, run: NodeRun): MissingError | undefined {
  // All were up: nothing to look for, as nearly always.
  if (run.uses.length === node.inputs.length) return undefined;
  const optional: readonly string[] = node.manifold?.optional ?? [];
  const unmet = node.inputs.find(
    (input) =>
      run.heldOf(input) === undefined &&
      !run.copesWithout(input.name) &&
      !optional.includes(input.name),
  );
  return unmet === undefined ? undefined : new MissingError(unmet.name, "not running");
}

/** Takes what can be had of `inputs` now. */
function takeOffers(inputs: readonly Node[]): readonly NodeOffer[] {
  if (inputs.length === 0) return NO_OFFERS;
  const offers: NodeOffer[] = [];
  for (let index = 0; index < inputs.length; index += 1) {
    const input: Running | undefined = inputs[index];
    if (input?.offered === undefined || !isUp(input.availability)) continue;
    offers.push(input.offered);
    input.offered.users += 1;
    input.users += 1;
  }
  return offers;
}

function giveBack(offer: NodeOffer): void {
  const node: Running = offer.node;
  offer.users -= 1;
  node.users -= 1;
}

/** The worker has ended, whatever becomes of its update. */
function dropUpdate(name: string, run: NodeRun, update: Update<Node>): void {
  keepAll(run, update);
  run.update = undefined;
  update.abort(new StartAbortedError(name, "update"));
}

/** A worker whose update was not done may hold what it had, and what it was to have. */
function keepAll(run: NodeRun, { uses }: Call<Node>): void {
  run.uses = run.uses.concat(uses);
}

function waitFor(node: Node, worker: Worker): unknown {
  try {
    const end: unknown = worker.wait();
    return typeof readProperty(end, "then") === "function"
      ? end
      : Promise.reject(new NotAWorkerError(node.name, "its wait() gave no promise"));
  } catch (error) {
    return Promise.reject(error);
  }
}

const PROMISE_THEN: unknown = Reflect.get(Promise.prototype, "then");

/** Calls one of the two, once and later, whatever a promise of somebody else's does. */
function whenSettled(
  promised: unknown,
  fulfilled: (value: unknown) => void,
  rejected: (error: unknown) => void,
): void {
  const isPlain = isKind(promised, Promise) && readProperty(promised, "then") === PROMISE_THEN;
  const promise = isPlain ? promised : new Promise<unknown>((resolve) => resolve(promised));
  promise.then(fulfilled, rejected);
}

/** A rejection without a reason is still one. */
function reasonOf(error: unknown): unknown {
  return error ?? new Error("rejected without a reason");
}
