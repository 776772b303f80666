import type { MissingError } from "../contract/errors.js";
import type { Manifold } from "../contract/manifold.js";
import type { Worker } from "../contract/worker.js";
import type { Offer } from "./offer.js";

/** Whose call it is: a node. */
interface Caller {
  readonly run: { readonly update: object | undefined } | undefined;
}

/** A call that is handed inputs, and may be told, by its signal, that it is no longer wanted. */
abstract class Call<Node = unknown> {
  /** The offers that were up when it began: none is taken back before whoever holds them has ended. */
  uses: readonly Offer<Node>[];
  #controller: AbortController | undefined;

  constructor(uses: readonly Offer<Node>[]) {
    this.uses = uses;
  }

  /** Made when first asked for: most calls are done before anybody could abort them. */
  get signal(): AbortSignal {
    return (this.#controller ??= new AbortController()).signal;
  }

  /** Whether its signal was asked for. */
  get isWatched(): boolean {
    return this.#controller !== undefined;
  }

  /** It is no longer wanted. */
  abort(reason: unknown): void {
    this.#controller ??= new AbortController();
    this.#controller.abort(reason);
  }

  /** What it holds of `input`. */
  heldOf(input: Node): Offer<Node> | undefined {
    const { uses } = this;
    for (let index = 0; index < uses.length; index += 1) {
      if (uses[index]?.node === input) return uses[index];
    }
    return undefined;
  }

  /** Whether `node` has it no longer: it returned, or was given up. */
  abstract isOver(node: Caller): boolean;
  /** An input was asked for that is not up. */
  abstract askedInVain(name: string): void;
}

export type { Call };

/** What a worker said of its health: in its words, and when, in ms of the engine's clock. */
export interface Degraded {
  readonly reason: string;
  readonly since: number;
}

/** One call of a manifold's `start`, and the worker that comes of it, until that has ended. */
export class Run<Node = unknown> extends Call<Node> {
  /** How it was started: another manifold may be in its place by now. */
  readonly manifold: Manifold;
  worker: Worker | undefined = undefined;
  /** How long its worker itself said that it takes to stop, in ms; NaN where it said nothing. */
  stopsWithin: number = Number.NaN;
  /** Why it does not run as it should, and since when; undefined where it does. */
  degraded: Degraded | undefined = undefined;
  /** The call of its `update` that is under way. */
  update: Update<Node> | undefined = undefined;
  /**
   * A required input that was not up and that its start never asked for: so the worker knows nothing
   * of its absence, and must not run without it. Its end counts as this.
   */
  unmet: MissingError | undefined = undefined;
  /** The inputs that were not up, and that its start asked for all the same: it copes without them. */
  #copesWithout: Set<string> | undefined;

  constructor(manifold: Manifold, uses: readonly Offer<Node>[]) {
    super(uses);
    this.manifold = manifold;
  }

  isOver({ run }: Caller): boolean {
    return run !== this || this.worker !== undefined;
  }

  askedInVain(name: string): void {
    (this.#copesWithout ??= new Set()).add(name);
  }

  copesWithout(name: string): boolean {
    return this.#copesWithout?.has(name) ?? false;
  }
}

/** One call of a manifold's `update`. */
export class Update<Node = unknown> extends Call<Node> {
  isOver({ run }: Caller): boolean {
    return run?.update !== this;
  }

  askedInVain(): void {
    // Its worker has shown, when it started, what it can do without.
  }
}
