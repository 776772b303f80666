import type { Node } from "./node.js";
import type { Run } from "./run.js";

/**
 * What dependents hold of a manifold: the output of one worker, and, where `same` says that the next
 * one's is equal, of that one too. Whether a worker is up to date is whether it holds the present one.
 */
export class Offer {
  readonly node: Node;
  /** Whose output it is now. */
  run: Run;
  /** What `same` compares: the output as it was when the worker came up. */
  value: Taken | undefined;
  /** How many workers, and starts, hold it. */
  users: number = 0;
  /** When an equal output last took its place. */
  keptAt: number | undefined = undefined;

  constructor(node: Node, run: Run, value: Taken | undefined) {
    this.node = node;
    this.run = run;
    this.value = value;
  }

  /** Another worker's output, which is as good, takes the place of this one. */
  renew({ run, value }: Offer, now: number): void {
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
export const NO_OFFERS: Offer[] = [Object.create(null)];
NO_OFFERS.pop();
