import type { GivenManifold } from "../contract/given-manifold.js";
import type { Worker } from "../contract/worker.js";

/** Whose output it is: a run. */
export interface Source {
  readonly manifold: GivenManifold;
  readonly worker: Worker | undefined;
}

/**
 * What dependents hold of a manifold. Nearly always that is the run whose output it is; where `same` is to
 * compare outputs it is a {@link ComparedOffer}. Whether a worker is up to date is whether it holds the
 * present one.
 */
export interface Offer<Node = unknown> {
  readonly node: Node;
  /** Whose output it is now. */
  readonly source: Source;
  /** The output, where it was taken once, for all. */
  readonly value: Taken | undefined;
  /** How many workers, and starts, hold it. */
  users: number;
  /** When an equal output last took its place. */
  readonly keptAt: number | undefined;
  /** What a start gets: undefined where nothing is exposed. An error that the manifold's `output` throws is passed on. */
  output(): unknown;
}

/** An output that was taken once, for all. */
export interface Taken {
  readonly output: unknown;
}

/** The output of one worker, and, where `same` says that the next one's is equal, of that one too. */
export class ComparedOffer<Node = unknown> implements Offer<Node> {
  readonly node: Node;
  source: Source;
  /** What `same` compares: the output as it was when the worker came up; undefined where it could not be had. */
  value: Taken | undefined;
  users: number = 0;
  keptAt: number | undefined = undefined;

  constructor(node: Node, source: Source, value: Taken | undefined) {
    this.node = node;
    this.source = source;
    this.value = value;
  }

  output(): unknown {
    const { manifold, worker } = this.source;
    if (this.value !== undefined) return this.value.output;
    return worker === undefined ? undefined : manifold.given.output?.(worker);
  }

  /** Another worker's output, which is as good, takes the place of this one. */
  renew({ source, value }: ComparedOffer<Node>, now: number): void {
    this.source = source;
    this.value = value;
    this.keptAt = now;
  }
}

/** Shared by all that use nothing; never written to: see NO_NODES. */
export const NO_OFFERS: Offer<never>[] = [Object.create(null)];
NO_OFFERS.pop();
