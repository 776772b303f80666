import { MissingError } from "../contract/end-signals.js";
import type { Health } from "../contract/health.js";
import type { StartContext } from "../contract/manifold.js";
import type { ResourceName } from "../contract/resource-name.js";
import type { Node, NodeOffer, NodeRun } from "./node.js";
import { servedBy } from "./serving.js";
import type { Call } from "./run.js";
import { healthOf, type TellHealth } from "./worker-health.js";

/** Up to so many inputs, looking through them is faster than a table. */
const FEW = 16;

/**
 * What one call of `start`, or `update`, is handed: a view of the inputs that were up when it began. It
 * expires with the call, and never gives the output of a worker that has ended or was told to.
 */
export class ActiveContext implements StartContext {
  readonly #call: Call<Node>;
  readonly #run: NodeRun;
  readonly #tellHealth: TellHealth;
  /** The inputs by name, and what is held of them: made where there are many, and asked for. */
  #names: ReadonlyMap<string, Node> | undefined;
  #up: ReadonlyMap<Node, NodeOffer> | undefined;

  /** @param run - whose worker the call is about: itself, where it is a start */
  constructor(call: Call<Node>, run: NodeRun, tellHealth: TellHealth) {
    this.#call = call;
    this.#run = run;
    this.#tellHealth = tellHealth;
  }

  get health(): Health {
    return healthOf(this.#run, this.#tellHealth);
  }

  // Functions that need no `this`, so that `start({ get, signal })` works; made when asked for.
  get get(): <T>(name: ResourceName<T>) => T {
    return this.#output.bind(this);
  }

  get find(): <T>(name: ResourceName<T>) => T | undefined {
    return (name) =>
      this.#served(this.#declared(name)) === undefined ? undefined : this.#output(name);
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  #output<T>(name: ResourceName<T>): T {
    const input = this.#declared(name);
    const offer = this.#served(input);
    if (offer === undefined) throw new MissingError(name, "not running");
    const output = offer.output();
    if (output === undefined && offer.source.manifold.given.output === undefined) {
      throw new MissingError(name, "not exposed");
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- install() tied the name's type to the manifold's
    return output as T;
  }

  #declared(name: string): Node {
    if (this.#call.isOver) throw new MissingError(name, "expired");
    const { inputs } = this.#run.node;
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

  /** What it holds of `input`, where a worker of that serves it now. */
  #served(input: Node): NodeOffer | undefined {
    const held = this.#call.held === undefined ? input.offered : this.#held(input);
    if (held !== undefined && servedBy(input) === held) return held;
    this.#call.askedInVain(input.name);
    return undefined;
  }

  #byName(): ReadonlyMap<string, Node> {
    return (this.#names ??= new Map(this.#run.node.inputs.map((input) => [input.name, input])));
  }

  #held(input: Node): NodeOffer | undefined {
    const { uses } = this.#call;
    if (uses.length <= FEW) return this.#call.heldOf(input);
    this.#up ??= new Map(uses.map((offer) => [offer.node, offer]));
    return this.#up.get(input);
  }
}
