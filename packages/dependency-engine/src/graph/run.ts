import type { MissingError } from "../contract/end-signals.js";
import type { GivenManifold } from "../contract/given-manifold.js";
import type { Worker } from "../contract/worker.js";
import { reasonOf } from "./foreign-promise.js";
import type { Offer } from "./offer.js";

/** What a call says of the node that it is about, and of those that it is handed. */
export interface Dependent<Node> {
  readonly inputs: readonly Node[];
  readonly offered: Offer<Node> | undefined;
  readonly run: { readonly update: object | undefined } | undefined;
}

/** A call that is handed inputs, and may be told, by its signal, that it is no longer wanted. */
abstract class Call<Node extends Dependent<Node>> {
  readonly node: Node;
  /**
   * What it holds. Undefined while that is what all inputs of its node offer: so it is for nearly all, and
   * for long. Written here alone: a field, since all ask for it, and often.
   */
  held: readonly Offer<Node>[] | undefined;
  #controller: AbortController | undefined;

  /** @param held - what it holds, where that is not what all inputs of `node` offer */
  constructor(node: Node, held: readonly Offer<Node>[] | undefined) {
    this.node = node;
    this.held = held;
  }

  /** The offers that were up when it began: none is taken back before whoever holds them has ended. */
  get uses(): readonly Offer<Node>[] {
    return (this.held ??= offersOf(this.node.inputs));
  }

  set uses(uses: readonly Offer<Node>[]) {
    this.held = uses;
  }

  /** To be called before any input of its node offers something else, or is none any more. */
  remember(): void {
    this.held ??= offersOf(this.node.inputs);
  }

  get usesNone(): boolean {
    return (this.held ?? this.node.inputs).length === 0;
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
    const { held } = this;
    if (held === undefined) return this.node.inputs.includes(input) ? input.offered : undefined;
    for (let index = 0; index < held.length; index += 1) {
      if (held[index]?.node === input) return held[index];
    }
    return undefined;
  }

  /** Whether its node has it no longer: it returned, or was given up. */
  abstract get isOver(): boolean;
  /** An input was asked for that is not up. */
  abstract askedInVain(name: string): void;
}

/** What `inputs` offer, of whom each offers something. */
export function offersOf<Node extends Dependent<Node>>(
  inputs: readonly Node[],
): readonly Offer<Node>[] {
  // A copy has no room to spare, as a list that grows has.
  const offers: unknown[] = inputs.slice();
  for (let index = 0; index < inputs.length; index += 1) offers[index] = inputs[index]?.offered;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each offers something: see above
  return offers as Offer<Node>[];
}

export type { Call };

/** What a worker said of its health: in its words, and when, in ms of the engine's clock. */
export interface Degraded {
  readonly reason: string;
  readonly since: number;
}

/** What there is to know of few runs only: one record serves all others, since there are many runs. */
interface Particulars<Node extends Dependent<Node>> {
  readonly stopsWithin: number | undefined;
  readonly degraded: Degraded | undefined;
  readonly update: Update<Node> | undefined;
  readonly unmet: MissingError | undefined;
  readonly copesWithout: Set<string> | undefined;
}

const NONE: Particulars<never> = {
  stopsWithin: undefined,
  degraded: undefined,
  update: undefined,
  unmet: undefined,
  copesWithout: undefined,
};

/** Hears what a run ended with: undefined where it ended cleanly. */
export type RunEnded<Node extends Dependent<Node>> = (run: Run<Node>, error: unknown) => void;

/**
 * One call of a manifold's `start`, and the worker that comes of it, until that has ended. It is itself
 * what dependents hold of that worker, where its output is not compared.
 */
export class Run<Node extends Dependent<Node>> extends Call<Node> implements Offer<Node> {
  /** How it was started: another manifold may be in its place by now. */
  readonly manifold: GivenManifold;
  worker: Worker | undefined = undefined;
  users: number = 0;
  /** What dependents are to hold of its worker: another, where its output is compared. */
  offer: Offer<Node> = this;
  #particulars: Particulars<Node> = NONE;
  readonly #ended: RunEnded<Node>;

  constructor(
    node: Node,
    manifold: GivenManifold,
    held: readonly Offer<Node>[] | undefined,
    ended: RunEnded<Node>,
  ) {
    super(node, held);
    this.manifold = manifold;
    this.#ended = ended;
  }

  /** Its worker has ended cleanly. */
  ended(): void {
    this.#ended(this, undefined);
  }

  /** Its worker, or start, has ended with `error`. */
  failed(error: unknown): void {
    this.#ended(this, reasonOf(error));
  }

  get source(): this {
    return this;
  }

  get value(): undefined {
    return undefined;
  }

  get keptAt(): undefined {
    return undefined;
  }

  output(): unknown {
    return this.worker === undefined ? undefined : this.manifold.given.output?.(this.worker);
  }

  /** How long its worker itself said that it takes to stop, in ms. */
  get stopsWithin(): number | undefined {
    return this.#particulars.stopsWithin;
  }

  set stopsWithin(stopsWithin: number | undefined) {
    this.#note({ stopsWithin });
  }

  /** Why it does not run as it should, and since when; undefined where it does. */
  get degraded(): Degraded | undefined {
    return this.#particulars.degraded;
  }

  set degraded(degraded: Degraded | undefined) {
    this.#note({ degraded });
  }

  /** The call of its `update` that is under way. */
  get update(): Update<Node> | undefined {
    return this.#particulars.update;
  }

  set update(update: Update<Node> | undefined) {
    this.#note({ update });
  }

  /**
   * A required input that was not up and that its start never asked for: so the worker knows nothing
   * of its absence, and must not run without it. Its end counts as this.
   */
  get unmet(): MissingError | undefined {
    return this.#particulars.unmet;
  }

  set unmet(unmet: MissingError) {
    this.#note({ unmet });
  }

  get isOver(): boolean {
    return this.node.run !== this || this.worker !== undefined;
  }

  askedInVain(name: string): void {
    const { copesWithout } = this.#particulars;
    if (copesWithout === undefined) this.#note({ copesWithout: new Set([name]) });
    else copesWithout.add(name);
  }

  /** Whether its start asked for the input `name` though that was not up. */
  copesWithout(name: string): boolean {
    return this.#particulars.copesWithout?.has(name) ?? false;
  }

  #note(particulars: Partial<Particulars<Node>>): void {
    this.#particulars = { ...this.#particulars, ...particulars };
  }
}

/** One call of a manifold's `update`. */
export class Update<Node extends Dependent<Node>> extends Call<Node> {
  get isOver(): boolean {
    return this.node.run?.update !== this;
  }

  askedInVain(): void {
    // Its worker has shown, when it started, what it can do without.
  }
}
