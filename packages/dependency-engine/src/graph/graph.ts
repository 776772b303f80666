import { CycleError } from "../contract/errors.js";
import {
  type InstalledNode,
  isInstalled,
  type Node,
  NodeRecord,
  NO_NODES,
  type Owned,
} from "./node.js";
import { admitEdge } from "./topological-order.js";

/** What this file writes of a node; its order is topological-order.ts's. */
type Linked = Owned<"inputs" | "dependents">;

/** Up to so many dependents, a list of them has no room to spare. */
const FEW = 8;

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
    const node: Linked = this.#node(name);
    const before = node.inputs;
    node.run?.remember();
    node.last?.run.remember();
    if (before.length > 0) this.#unlink(node);
    const wanted = inputs.map((input) => this.#nodes.get(input) ?? this.#inFront(input));
    const repeated = this.#connect(node, wanted, before);
    node.inputs = inputsOf(repeated ? [...new Set(wanted)] : wanted);
    if (before.length > 0) for (const old of before) this.#sweep(old);
    return node;
  }

  /**
   * Adds the edges from `wanted` to `node`, one for each; true where somebody is named twice.
   * @throws {CycleError} once those of `before` are put back
   */
  #connect(node: Linked, wanted: readonly Node[], before: readonly Node[]): boolean {
    let repeated = false;
    for (let index = 0; index < wanted.length; index += 1) {
      const input = wanted[index] ?? node;
      // Named before: then this one is the last that it was told of.
      if (input.dependents.at(-1) === node) {
        repeated = true;
        continue;
      }
      const cycle = input.order < node.order ? undefined : admitEdge(input, node);
      if (cycle !== undefined) {
        node.inputs = [...new Set(wanted.slice(0, index))];
        this.#restore(node, before, wanted);
        throw new CycleError(node.name, cycle);
      }
      addDependent(input, node);
    }
    return repeated;
  }

  /** Forgets the inputs of a node that is installed no longer, and whoever only it named. */
  unlink(node: Linked): void {
    const { inputs } = node;
    this.#unlink(node);
    node.inputs = NO_NODES;
    for (const input of inputs) this.#sweep(input);
    this.#sweep(node);
  }

  /** Forgets a node that is neither installed nor named by anybody. */
  #sweep(node: Node): void {
    if (!isInstalled(node) && node.dependents.length === 0) this.#nodes.delete(node.name);
  }

  /** Puts back the edges that were there before; they closed no cycle then, and close none now. */
  #restore(node: Linked, before: readonly Node[], linked: readonly Node[]): void {
    this.#unlink(node);
    node.inputs = before;
    for (const input of before) addDependent(input, node);
    // It is among them itself, where it named itself; else it is in a cycle, and so is named.
    for (const input of linked) this.#sweep(input);
  }

  #node(name: string): Node {
    return this.#nodes.get(name) ?? this.#add(new NodeRecord(name, ++this.#last));
  }

  /** A node that nothing is known of goes before all others: it has no inputs yet. */
  #inFront(name: string): Node {
    return this.#add(new NodeRecord(name, --this.#first));
  }

  #add(node: Node): Node {
    this.#nodes.set(node.name, node);
    return node;
  }

  #unlink(node: Node): void {
    for (const input of node.inputs) removeDependent(input, node);
  }
}

/** An empty list that was made from another is of a kind of its own to the runtime: see NO_NODES. */
function inputsOf(wanted: readonly Node[]): readonly Node[] {
  return wanted.length === 0 ? NO_NODES : wanted;
}

/** Most have few dependents, and a list that grows by pushing, or by spreading, makes room for many. */
function addDependent(input: Linked, dependent: Node): void {
  const { length } = input.dependents;
  if (length === 0) input.dependents = [dependent];
  else if (length < FEW) input.dependents = input.dependents.concat(dependent);
  else input.dependents.push(dependent);
}

function removeDependent({ dependents }: Node, dependent: Node): void {
  dependents.splice(dependents.indexOf(dependent), 1);
}
