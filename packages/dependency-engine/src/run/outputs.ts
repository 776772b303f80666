/*
 * The outputs that are compared: those of manifolds with `same`. Such an output is taken once, when its
 * worker came up or was updated, so that what is compared is what dependents got.
 */
import { CallbackError } from "../contract/errors.js";
import type { GivenManifold } from "../contract/given-manifold.js";
import type { Worker } from "../contract/worker.js";
import type { Node, NodeRun } from "../graph/node.js";
import { atOnce } from "../graph/foreign-promise.js";
import { ComparedOffer, type Taken } from "../graph/offer.js";

/** What a worker that came up, or was updated, has to offer, where outputs are compared. */
export interface NewOutput {
  readonly run: NodeRun;
  readonly offer: ComparedOffer<Node>;
  /** What dependents hold already, where that is as good. */
  readonly sameAs: ComparedOffer<Node> | undefined;
  /** What `same` threw: then the outputs count as different. */
  readonly error: CallbackError | undefined;
}

/** Takes the output of `run`, which runs other people's code; undefined where nobody compares it. */
export function takeOutput(run: NodeRun): NewOutput | undefined {
  const { manifold, worker, node } = run;
  const { same } = manifold.terms;
  if (same === undefined || worker === undefined) return undefined;
  const value = taken(manifold, worker);
  const offer = new ComparedOffer(node, run, value);
  const held = node.offered;
  if (value === undefined || !(held instanceof ComparedOffer) || held.value === undefined) {
    return { run, offer, sameAs: undefined, error: undefined };
  }
  try {
    const isSame: unknown = atOnce(same(held.value.output, value.output));
    return { run, offer, sameAs: isSame === true ? held : undefined, error: undefined };
  } catch (thrown) {
    const error = new CallbackError(
      `the same of "${node.name}"`,
      thrown,
      "threw while it compared outputs",
    );
    return { run, offer, sameAs: undefined, error };
  }
}

/** An output that cannot be had now is asked for again by each start, which then fails of it. */
function taken({ given }: GivenManifold, worker: Worker): Taken | undefined {
  if (given.output === undefined) return undefined;
  try {
    return { output: given.output(worker) };
  } catch {
    return undefined;
  }
}
