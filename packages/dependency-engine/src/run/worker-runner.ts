import { isKind, readProperty } from "@holdfast/ports";
import { MissingError, NotAWorkerError } from "../contract/errors.js";
import type { Manifold } from "../contract/manifold.js";
import { isWorker, type Worker } from "../contract/worker.js";
import { type Node, NO_NODES, type Owned } from "../graph/node.js";
import { Run } from "../graph/run.js";
import { ActiveContext } from "../graph/start-context.js";
import { isUp } from "../lifecycle/transition.js";

/** What became of a worker, or of a call of start. */
export type WorkerEvent =
  | "up"
  /** It ended: with an error, where that is not undefined. */
  | "ended"
  /** One that was abandoned has ended after all. */
  | "ended late"
  /** Its `kill` threw. */
  | "kill failed";

/** What this file writes of a node. */
type Running = Owned<"run" | "users" | "abandoned">;

/**
 * Calls `start`, `kill` and `wait`, and sees to it that whatever comes of them, whenever it comes,
 * is told: every worker that was ever made is waited for.
 */
export class WorkerRunner {
  readonly #tell: (node: Node, event: WorkerEvent, error?: unknown) => void;

  constructor(tell: (node: Node, event: WorkerEvent, error?: unknown) => void) {
    this.#tell = tell;
  }

  start(node: Running, manifold: Manifold): void {
    const { inputs } = node;
    const run = new Run(inputs.every(canBeUsed) ? inputs : inputs.filter(canBeUsed));
    run.inputs.forEach(use);
    node.run = run;
    try {
      const starting = manifold.start(new ActiveContext(node, run));
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

  kill(node: Node): void {
    const worker = node.run?.worker;
    if (worker !== undefined) this.#kill(node, worker);
  }

  /** Forgets the present worker, or start, and returns the inputs that it used. */
  release(node: Running): readonly Node[] {
    const used = node.run?.inputs ?? NO_NODES;
    node.run = undefined;
    used.forEach(giveBack);
    return used;
  }

  /** Waits no longer for a worker, or start, that does not end: `error` counts as its end. */
  abandon(node: Running, error: unknown): void {
    node.abandoned += 1;
    this.#tell(node, "ended", error);
  }

  #returned(node: Node, run: Run<Node>, worker: unknown): void {
    if (isWorker(worker)) this.#came(node, run, worker);
    else this.#ended(node, run, new NotAWorkerError(node.name));
  }

  #came(node: Node, run: Run<Node>, worker: Worker): void {
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

  #ended(node: Running, run: Run<Node>, error: unknown): void {
    if (node.run === run) {
      this.#tell(node, "ended", run.unmet ?? error);
      return;
    }
    node.abandoned -= 1;
    this.#tell(node, "ended late", error);
  }

  #kill(node: Node, worker: Worker): void {
    try {
      worker.kill();
    } catch (error) {
      this.#tell(node, "kill failed", error);
    }
  }
}

/** A required input that was not up when the start was called, and that it never asked for. */
function unmetInput(node: Node, run: Run<Node>): MissingError | undefined {
  // All were up: nothing to look for, as nearly always.
  if (run.inputs.length === node.inputs.length) return undefined;
  const optional: readonly string[] = node.manifold?.optional ?? [];
  const unmet = node.inputs.find(
    (input) =>
      !run.inputs.includes(input) &&
      !run.copesWithout(input.name) &&
      !optional.includes(input.name),
  );
  return unmet === undefined ? undefined : new MissingError(unmet.name, "not running");
}

function use(input: Running): void {
  input.users += 1;
}

function giveBack(input: Running): void {
  input.users -= 1;
}

function canBeUsed({ availability }: Node): boolean {
  return isUp(availability);
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
