import type { Manifold } from "../contract/manifold.js";
import type { Worker } from "../contract/worker.js";

/** Whose output it is: a run. */
interface Source {
  readonly manifold: Manifold;
  readonly worker: Worker | undefined;
}

/**
 * What dependents hold of a manifold: the output of one worker, and, where `same` says that the next
 * one's is equal, of that one too. Whether a worker is up to date is whether it holds the present one.
 */
export class Offer<Node = unknown> {
  readonly node: Node;
  /** Whose output it is now. */
  run: Source;
  /** What `same` compares: the output as it was when the worker came up. */
  value: Taken | undefined;
  /** How many workers, and starts, hold it. */
  users: number = 0;
  /** When an equal output last took its place. */
  keptAt: number | undefined = undefined;

  constructor(node: Node, run: Source, value: Taken | undefined) {
    this.node = node;
    this.run = run;
    this.value = value;
  }

  /** Another worker's output, which is as good, takes the place of this one. */
  renew({ run, value }: Offer<Node>, now: number): void {
    this.run = run;
    this.value = value;
    this.keptAt = now;
  }

  /** What a start gets. An error that the manifold's `output` throws is passed on. */
  output(): unknown {
    const { manifold, worker } = this.run;
    if (this.value !== undefined) return this.value.output;
    return worker === undefined ? undefined : manifold.output?.(worker);
  }
}

/** An output that was taken once, for all. */
export interface Taken {
  readonly output: unknown;
}

/** Shared by all that use nothing; never written to: see NO_NODES. */
export const NO_OFFERS: Offer<never>[] = [Object.create(null)];
NO_OFFERS.pop();
