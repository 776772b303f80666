import type { GivenManifold } from "../contract/given-manifold.js";
import { type FailureRecord, NO_FAILURES } from "../lifecycle/failure-record.js";
import type { Availability, NodeState } from "../lifecycle/node-state.js";
import { ABSENT } from "../lifecycle/state-values.js";
import type { TriggerLink } from "../lifecycle/trigger.js";
import { type TimerEntry, UNSET } from "../timers/timer-queue.js";
import type { LastRun } from "./last-run.js";
import type { Offer } from "./offer.js";
import type { PendingChange } from "./pending-change.js";
import type { Run } from "./run.js";

/**
 * Shared by all nodes that use, or need, nothing; never written to. It is what is left of a list of
 * objects, since one that never had any is of another kind to the runtime's compilers.
 */
export const NO_NODES: Node[] = [Object.create(null)];
NO_NODES.pop();

/**
 * One name in the graph: what is installed under it, how it is doing, and who depends on it. Flat,
 * for there are many of them. Everybody reads it as a {@link Node}; each group of fields is written by
 * the one file that is named above it, which sees the node as {@link Owned}.
 */
export class NodeRecord implements TimerEntry {
  readonly name: string;

  // graph.ts, topological-order.ts

  /** Declared inputs, then optional ones, in order and without repeats. */
  inputs: readonly Node[] = NO_NODES;
  /** Who names it as an input, in no order that means anything. */
  dependents: Node[] = NO_NODES;
  /** Its place in a topological order of the graph: after all its inputs. */
  order: number;

  // apply-pending-change.ts

  manifold: GivenManifold | undefined = undefined;
  /** What was asked for, and must wait until nothing of it runs. */
  pendingChange: PendingChange | undefined = undefined;
  /** Tells whoever owns what is installed that it is so no longer. */
  removed: (() => void) | undefined = undefined;

  // node-lifecycle.ts

  state: NodeState = ABSENT;
  /** When it entered its phase. */
  since: number = 0;
  /** Why it was last set moving. */
  trigger: TriggerLink | undefined = undefined;
  /** Calls of start since the last one that came up. */
  attempts: number = 0;
  startCount: number = 0;
  startedAt: number | undefined = undefined;
  endedAt: number | undefined = undefined;
  /** What the last worker, or start, ended with, as the filter left it. */
  error: unknown = undefined;
  failures: FailureRecord = NO_FAILURES;
  /** Inputs it was handed while it ran. */
  updateCount: number = 0;

  // waves.ts

  /** How its dependents were last told that it looks. */
  availability: Availability = "down";
  /** What they were last told to hold of it. */
  offered: Offer<Node> | undefined = undefined;
  /** How many of its inputs are expected: not up yet, or to be restarted. */
  awaited: number = 0;
  /** Whether it is in the lists of the present wave. */
  isReady: boolean = false;
  isChanged: boolean = false;

  // worker-runner.ts

  /** The call of its start that is under way, or the worker that came of it. */
  run: Run<Node> | undefined = undefined;
  /** The worker before it, where both are there. */
  last: LastRun<Node> | undefined = undefined;
  /** How many workers, and starts, use its output, whichever of its workers it came from. */
  users: number = 0;

  // timer-queue.ts

  dueAt: number = 0;
  queueIndex: number = UNSET;

  constructor(name: string, order: number) {
    this.name = name;
    this.order = order;
  }
}

/** A node as everybody sees it: nothing of it can be written. */
export interface Node extends Readonly<NodeRecord> {}

/** A node as the owner of some of its fields sees it: those can be written. */
export type Owned<Fields extends keyof NodeRecord> = Node & Pick<NodeRecord, Fields>;

/** What dependents hold of a node. */
export type NodeOffer = Offer<Node>;

/** A worker of a node, or a start. */
export type NodeRun = Run<Node>;

/** One that is not only named by others. */
export type InstalledNode = Node & { readonly manifold: GivenManifold };

/** The names of the inputs of `node`: without `optional` where its manifold has no such list. */
export function inputNames({ inputs, manifold }: Node): {
  inputs: string[];
  optional?: string[];
} {
  const names = inputs.map(({ name }) => name);
  if (manifold?.terms.optional === undefined) return { inputs: names };
  const optional = new Set(manifold.terms.optional);
  return {
    inputs: names.filter((name) => !optional.has(name)),
    optional: names.filter((name) => optional.has(name)),
  };
}

export function isInstalled(node: Node): node is InstalledNode {
  return node.manifold !== undefined;
}
