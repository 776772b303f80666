/*
 * The outputs that are compared: those of manifolds with `same`. Such an output is taken once, when its
 * worker came up or was updated, so that what is compared is what dependents got.
 */
import { CallbackError } from "../contract/errors.js";
import type { Manifold } from "../contract/manifold.js";
import type { Worker } from "../contract/worker.js";
import type { Node, NodeOffer, NodeRun } from "../graph/node.js";
import { Offer, type Taken } from "../graph/offer.js";

/** What a worker that came up, or was updated, has to offer. */
export interface NewOutput {
  readonly offer: NodeOffer;
  /** What dependents hold already, where that is as good. */
  readonly sameAs: NodeOffer | undefined;
  /** What `same` threw: then the outputs count as different. */
  readonly error: CallbackError | undefined;
}

/** Takes the output of the present worker of `node`, which runs other people's code. */
export function takeOutput(node: Node, run: NodeRun): NewOutput {
  const { manifold, worker } = run;
  const value = worker === undefined ? undefined : taken(manifold, worker);
  const offer = new Offer(node, run, value);
  const held = node.offered;
  if (value === undefined || held?.value === undefined) {
    return { offer, sameAs: undefined, error: undefined };
  }
  try {
    const isSame = manifold.same?.(held.value.output, value.output) === true;
    return { offer, sameAs: isSame ? held : undefined, error: undefined };
  } catch (thrown) {
    const error = new CallbackError(
      `the same of "${node.name}"`,
      thrown,
      "threw while it compared outputs",
    );
    return { offer, sameAs: undefined, error };
  }
}

/** An output that cannot be had now is asked for again by each start, which then fails of it. */
function taken(manifold: Manifold, worker: Worker): Taken | undefined {
  if (manifold.same === undefined || manifold.output === undefined) return undefined;
  try {
    return { output: manifold.output(worker) };
  } catch {
    return undefined;
  }
}
