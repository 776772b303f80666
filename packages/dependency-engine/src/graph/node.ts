import { AWAKE } from "../timers/timer-queue.js";
import type { Cause } from "../lifecycle/trigger.js";
import type { Manifold } from "../contract/manifold.js";
import type { NodeState, Outlook } from "../lifecycle/node-state.js";
import type { ActiveContext } from "./start-context.js";
import { ABSENT } from "../lifecycle/node-events.js";
import type { Worker } from "../contract/worker.js";

/**
 * Shared by all nodes that hold, or need, nothing; never written to. It is what is left of a list of
 * objects, since one that never had any is of another kind to the runtime's compilers.
 */
export const NO_NODES: Node[] = [Object.create(null)];
NO_NODES.pop();

/** One name in the graph: what is installed under it, how it is doing, and who depends on it. */
export class Node {
  readonly name: string;
  manifold: Manifold | undefined = undefined;
  /** What takes the manifold's place once its worker has ended. */
  replacement: Manifold | undefined = undefined;
  /** Declared inputs, then optional ones, in order and without repeats. */
  inputs: readonly Node[] = NO_NODES;
  /** Who names it as an input, in no order that means anything. */
  dependents: Node[] = NO_NODES;
  /** Its place in a topological order of the graph: after all its inputs. */
  order: number;

  state: NodeState = ABSENT;
  /** When it entered that state, in ms of the clock. */
  since = 0;
  /** How its dependents were last told that it looks. */
  outlook: Outlook = "down";
  /** How many of its inputs are awaited: not up yet, or to be restarted. */
  pending = 0;
  /** How many workers, or starts, live that began while this was up. */
  holders = 0;
  /** The inputs that were up when the present worker, or start, began. */
  held: readonly Node[] = NO_NODES;

  worker: Worker | undefined = undefined;
  context: ActiveContext | undefined = undefined;
  /** Changes with every start and end, so that a late answer is known for what it is. */
  incarnation = 0;
  /** Workers and starts that overran their deadline to end, and have not ended since. */
  abandoned = 0;
  /** Calls of start since the last one that came up. */
  attempts = 0;
  /** ms that its dependents have waited for starts in vain, and for the delays between them. */
  inVain = 0;
  startCount = 0;
  startedAt: number | undefined = undefined;
  endedAt: number | undefined = undefined;
  /** What the last worker, or start, ended with, as the filter left it. */
  error: unknown = undefined;
  /** Why it was last set moving. */
  cause: Cause | undefined = undefined;
  recentErrors = 0;
  /** When it failed, within the window of the policy that counts. */
  failures: number[] | undefined = undefined;
  /** Who waits for what was asked to be done. */
  whenDone: (() => void)[] | undefined = undefined;

  inWork = false;
  inOutlooks = false;
  alarmAt = 0;
  alarmIndex: number = AWAKE;

  constructor(name: string, order: number) {
    this.name = name;
    this.order = order;
  }

  addDependent(dependent: Node): void {
    if (this.dependents === NO_NODES) this.dependents = [dependent];
    else this.dependents.push(dependent);
  }

  removeDependent(dependent: Node): void {
    this.dependents.splice(this.dependents.indexOf(dependent), 1);
  }
}

/** One that is not only named by others. */
export type InstalledNode = Node & { readonly manifold: Manifold };

export function isInstalled(node: Node): node is InstalledNode {
  return node.manifold !== undefined;
}
