import { MissingError } from "../contract/errors.js";
import type { Manifold, StartContext } from "../contract/manifold.js";
import type { Worker } from "../contract/worker.js";
import type { NodeState } from "../lifecycle/node-state.js";
import type { ResourceName } from "../contract/resource-name.js";

/** What a context needs to know of the manifold that is started, and of each of its inputs. */
export interface ContextNode {
  readonly name: string;
  readonly manifold: Manifold | undefined;
  readonly worker: Worker | undefined;
  readonly state: NodeState;
  readonly inputs: readonly ContextNode[];
  /** The inputs that were up when the start began. */
  readonly held: readonly ContextNode[];
}

/**
 * What one call of `start` is handed: a view of the inputs that were up when it began. It expires
 * with the start, and never gives the output of a worker that has ended or was told to.
 */
export class ActiveContext implements StartContext {
  #node: ContextNode;
  #controller: AbortController | undefined;
  #aborted: { reason: unknown } | undefined;
  #expired = false;

  constructor(node: ContextNode) {
    this.#node = node;
  }

  // Functions that need no `this`, so that `start({ get, signal })` works; made when asked for.
  get get(): <T>(name: ResourceName<T>) => T {
    return (name) => this.#output(name);
  }

  get find(): <T>(name: ResourceName<T>) => T | undefined {
    return (name) => (this.#running(this.#declared(name)) ? this.#output(name) : undefined);
  }

  /** Made when first asked for: most starts are done before anybody could abort them. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted !== undefined) this.#controller.abort(this.#aborted.reason);
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#aborted ??= { reason };
    this.#controller?.abort(reason);
  }

  expire(): void {
    this.#expired = true;
  }

  #output<T>(name: ResourceName<T>): T {
    const input = this.#declared(name);
    const { worker, manifold } = input;
    if (!this.#running(input) || worker === undefined) throw new MissingError(name, "not running");
    if (manifold?.output === undefined) throw new MissingError(name, "not exposed");
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- install() tied the name's type to the manifold's
    return manifold.output(worker) as T;
  }

  #declared(name: string): ContextNode {
    if (this.#expired) throw new MissingError(name, "expired");
    const { inputs } = this.#node;
    for (let index = 0; index < inputs.length; index += 1) {
      const input = inputs[index];
      if (input?.name === name) return input;
    }
    throw new MissingError(name, "not declared");
  }

  #running(input: ContextNode): boolean {
    return input.state.kind === "started" && this.#node.held.includes(input);
  }
}
