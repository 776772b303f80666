import { CycleError } from "../contract/errors.js";
import { type InstalledNode, isInstalled, Node, NO_NODES } from "./node.js";
import { admitEdge } from "./topological-order.js";
import { isAwaited } from "../lifecycle/transition.js";

/** Who depends on whom: every name that was installed, or named as an input, and no other. */
export class Graph {
  readonly #nodes = new Map<string, Node>();
  #first = 0;
  #last = 0;

  get(name: string): Node | undefined {
    return this.#nodes.get(name);
  }

  all(): Iterable<Node> {
    return this.#nodes.values();
  }

  /** Those of them that have a manifold, in the order in which they were first named. */
  *installed(): Generator<InstalledNode, void> {
    for (const node of this.#nodes.values()) if (isInstalled(node)) yield node;
  }

  *installedNames(): Generator<string, void> {
    for (const node of this.installed()) yield node.name;
  }

  /**
   * The node of that name, its inputs linked in place of those it had.
   * @throws {CycleError} nothing is changed then
   */
  link(name: string, inputs: readonly string[]): Node {
    const node = this.#node(name);
    const before = node.inputs;
    if (before.length > 0) this.#unlink(node);
    const wanted = inputs.map((input) => this.#nodes.get(input) ?? this.#inFront(input));
    const repeated = this.#connect(node, wanted, before);
    node.inputs = repeated ? [...new Set(wanted)] : wanted;
    node.pending = countAwaited(node.inputs);
    if (before.length > 0) for (const old of before) this.#sweep(old);
    return node;
  }

  /**
   * Adds the edges from `wanted` to `node`, one for each; true where somebody is named twice.
   * @throws {CycleError} once those of `before` are put back
   */
  #connect(node: Node, wanted: readonly Node[], before: readonly Node[]): boolean {
    let repeated = false;
    for (let index = 0; index < wanted.length; index += 1) {
      const input = wanted[index] ?? node;
      // Named before: then this one is the last that it was told of.
      if (input.dependents.at(-1) === node) {
        repeated = true;
        continue;
      }
      const cycle = admitEdge(input, node);
      if (cycle !== undefined) {
        node.inputs = [...new Set(wanted.slice(0, index))];
        this.#restore(node, before, wanted);
        throw new CycleError(node.name, cycle);
      }
      input.addDependent(node);
    }
    return repeated;
  }

  /** Forgets the inputs of a node that is installed no longer, and whoever only it named. */
  unlink(node: Node): void {
    const { inputs } = node;
    this.#unlink(node);
    node.inputs = NO_NODES;
    node.pending = 0;
    for (const input of inputs) this.#sweep(input);
    this.#sweep(node);
  }

  /** Forgets a node that is neither installed nor named by anybody. */
  #sweep(node: Node): void {
    if (!isInstalled(node) && node.dependents.length === 0) this.#nodes.delete(node.name);
  }

  /** Puts back the edges that were there before; they closed no cycle then, and close none now. */
  #restore(node: Node, before: readonly Node[], linked: readonly Node[]): void {
    this.#unlink(node);
    node.inputs = before;
    for (const input of before) input.addDependent(node);
    // It is among them itself, where it named itself; else it is in a cycle, and so is named.
    for (const input of linked) this.#sweep(input);
  }

  #node(name: string): Node {
    return this.#nodes.get(name) ?? this.#add(new Node(name, ++this.#last));
  }

  /** A node that nothing is known of goes before all others: it has no inputs yet. */
  #inFront(name: string): Node {
    return this.#add(new Node(name, --this.#first));
  }

  #add(node: Node): Node {
    this.#nodes.set(node.name, node);
    return node;
  }

  #unlink(node: Node): void {
    for (const input of node.inputs) input.removeDependent(node);
  }
}

function countAwaited(inputs: readonly Node[]): number {
  let count = 0;
  for (let index = 0; index < inputs.length; index += 1) {
    if (isAwaited(inputs[index]?.outlook ?? "down")) count += 1;
  }
  return count;
}
