import { MissingError } from "../contract/errors.js";
import type { StartContext } from "../contract/manifold.js";
import type { ResourceName } from "../contract/resource-name.js";
import type { Node } from "./node.js";
import type { Run } from "./run.js";

/** Up to so many inputs, looking through them is faster than a table. */
const FEW = 16;

/**
 * What one call of `start` is handed: a view of the inputs that were up when it began. It expires
 * with the start, and never gives the output of a worker that has ended or was told to.
 */
export class ActiveContext implements StartContext {
  readonly #node: Node;
  readonly #run: Run<Node>;
  /** The inputs by name, and those that were up: made where there are many, and asked for. */
  #names: ReadonlyMap<string, Node> | undefined;
  #up: ReadonlySet<Node> | undefined;

  constructor(node: Node, run: Run<Node>) {
    this.#node = node;
    this.#run = run;
  }

  // Functions that need no `this`, so that `start({ get, signal })` works; made when asked for.
  get get(): <T>(name: ResourceName<T>) => T {
    return (name) => this.#output(name);
  }

  get find(): <T>(name: ResourceName<T>) => T | undefined {
    return (name) => (this.#running(this.#declared(name)) ? this.#output(name) : undefined);
  }

  get signal(): AbortSignal {
    return this.#run.signal;
  }

  #output<T>(name: ResourceName<T>): T {
    const input = this.#declared(name);
    const worker = input.run?.worker;
    if (!this.#running(input) || worker === undefined) throw new MissingError(name, "not running");
    const { manifold } = input;
    if (manifold?.output === undefined) throw new MissingError(name, "not exposed");
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- install() tied the name's type to the manifold's
    return manifold.output(worker) as T;
  }

  #declared(name: string): Node {
    if (this.#isOver()) throw new MissingError(name, "expired");
    const { inputs } = this.#node;
    if (inputs.length > FEW) {
      const found = this.#byName().get(name);
      if (found !== undefined) return found;
      throw new MissingError(name, "not declared");
    }
    for (let index = 0; index < inputs.length; index += 1) {
      const input = inputs[index];
      if (input?.name === name) return input;
    }
    throw new MissingError(name, "not declared");
  }

  /** Whether this start has returned, or was given up. */
  #isOver(): boolean {
    return this.#node.run !== this.#run || this.#run.worker !== undefined;
  }

  #running(input: Node): boolean {
    const running = input.state.kind === "started" && this.#held(input);
    if (!running) this.#run.askedInVain(input.name);
    return running;
  }

  #byName(): ReadonlyMap<string, Node> {
    return (this.#names ??= new Map(this.#node.inputs.map((input) => [input.name, input])));
  }

  #held(input: Node): boolean {
    const { inputs } = this.#run;
    if (inputs.length <= FEW) return inputs.includes(input);
    return (this.#up ??= new Set(inputs)).has(input);
  }
}
