import { NotAWorkerError } from "../contract/errors.js";
import { type Node, NO_NODES } from "../graph/node.js";
import { ActiveContext } from "../graph/start-context.js";
import { isUp } from "../lifecycle/transition.js";
import { isWorker, type Worker } from "../contract/worker.js";

export interface WorkerHandlers {
  /** A start of `node` came up with a worker. */
  up(node: Node): void;
  /** Its worker, or its start, ended. */
  ended(node: Node, error: unknown): void;
  /** One that was abandoned has ended after all. */
  endedLate(node: Node, error: unknown): void;
  killFailed(node: Node, error: unknown): void;
}

/**
 * Calls `start`, `kill` and `wait`, and sees to it that whatever comes of them, whenever it comes,
 * is answered for: every worker that was ever made is waited for.
 */
export class WorkerEdge {
  readonly #handlers: WorkerHandlers;

  constructor(handlers: WorkerHandlers) {
    this.#handlers = handlers;
  }

  start(node: Node): void {
    const { manifold } = node;
    if (manifold === undefined) return;
    node.incarnation += 1;
    const { incarnation } = node;
    node.startedAt = undefined;
    node.held = node.inputs.every(canBeHad) ? node.inputs : node.inputs.filter(canBeHad);
    node.held.forEach(hold);
    const context = new ActiveContext(node);
    node.context = context;
    try {
      const starting = manifold.start(context);
      if (isWorker(starting)) {
        this.#came(node, incarnation, context, starting);
        return;
      }
      Promise.resolve<unknown>(starting).then(
        (worker) => this.#returned(node, incarnation, context, worker),
        (error: unknown) => this.#ended(node, incarnation, reasonOf(error)),
      );
    } catch (error) {
      this.#ended(node, incarnation, reasonOf(error));
    }
  }

  kill(node: Node): void {
    if (node.worker !== undefined) this.#kill(node, node.worker);
  }

  /** Forgets the present worker, or start, and returns the inputs that it held. */
  letGo(node: Node): readonly Node[] {
    node.incarnation += 1;
    node.worker = undefined;
    node.context?.expire();
    node.context = undefined;
    const { held } = node;
    node.held = NO_NODES;
    held.forEach(release);
    return held;
  }

  #returned(node: Node, incarnation: number, context: ActiveContext, worker: unknown): void {
    if (isWorker(worker)) this.#came(node, incarnation, context, worker);
    else this.#ended(node, incarnation, new NotAWorkerError(node.name));
  }

  #came(node: Node, incarnation: number, context: ActiveContext, worker: Worker): void {
    context.expire();
    waitFor(worker).then(
      () => this.#ended(node, incarnation, undefined),
      (error: unknown) => this.#ended(node, incarnation, reasonOf(error)),
    );
    if (node.incarnation !== incarnation) {
      // Its start was abandoned long ago: nobody will ever use this worker.
      this.#kill(node, worker);
      return;
    }
    node.context = undefined;
    node.worker = worker;
    this.#handlers.up(node);
  }

  #ended(node: Node, incarnation: number, error: unknown): void {
    if (node.incarnation === incarnation) this.#handlers.ended(node, error);
    else this.#handlers.endedLate(node, error);
  }

  #kill(node: Node, worker: Worker): void {
    try {
      worker.kill();
    } catch (error) {
      this.#handlers.killFailed(node, error);
    }
  }
}

function hold(input: Node): void {
  input.holders += 1;
}

function release(input: Node): void {
  input.holders -= 1;
}

function canBeHad({ outlook }: Node): boolean {
  return isUp(outlook);
}

function waitFor(worker: Worker): Promise<void> {
  try {
    return Promise.resolve(worker.wait());
  } catch (error) {
    return Promise.reject(error);
  }
}

/** A rejection without a reason is still one. */
function reasonOf(error: unknown): unknown {
  return error ?? new Error("rejected without a reason");
}
