import { reasonOf, whenSettled } from "../graph/foreign-promise.js";
import type { Node, NodeOffer, NodeRun } from "../graph/node.js";
import { giveBack, takeOffers } from "../graph/held-offers.js";
import { NO_OFFERS } from "../graph/offer.js";
import { type Call, offersOf, Update } from "../graph/run.js";
import { ActiveContext } from "../graph/start-context.js";
import type { TellHealth } from "../graph/worker-health.js";
import type { WorkerStops } from "./worker-stops.js";

/** Hears what became of updates. */
export interface UpdateListener {
  updated(node: Node): void;
  updateFailed(node: Node, error: unknown): void;
  /** An update that was not wanted any more, and was waited for, has returned. */
  updateOver(node: Node): void;
}

/** Hands running workers their new inputs, and keeps count of what they hold meanwhile. */
export class WorkerUpdates {
  readonly #listener: UpdateListener;
  readonly #tellHealth: TellHealth;

  constructor(listener: UpdateListener, tellHealth: TellHealth) {
    this.#listener = listener;
    this.#tellHealth = tellHealth;
  }

  /** Has the worker of `node`, which runs on, take its inputs as they are now. */
  update(node: Node): void {
    const { run } = node;
    const worker = run?.worker;
    if (run === undefined || worker === undefined) return;
    const update = new Update<Node>(node, takeOffers(node.inputs) ?? offersOf(node.inputs));
    run.update = update;
    const done = (): void => {
      if (run.update === update) this.#listener.updated(node);
    };
    const failed = (error: unknown): void => this.#notUpdated(run, update, reasonOf(error));
    try {
      whenSettled(
        run.manifold.terms.update?.(worker, new ActiveContext(update, run, this.#tellHealth)),
        done,
        failed,
      );
    } catch (error) {
      failed(error);
    }
  }

  /** The worker of `node` holds what its update was given, and nothing else: returns what it held before. */
  finish({ run }: Node): readonly NodeOffer[] {
    if (run?.update === undefined) return NO_OFFERS;
    const before = run.uses;
    run.uses = run.update.uses;
    run.update = undefined;
    giveBack(before);
    return before;
  }

  /** The worker of `node` may hold what it had, and what its update was given. */
  abandon({ run }: Node): void {
    if (run?.update !== undefined) keepAll(run, run.update);
  }

  #notUpdated(run: NodeRun, update: Update<Node>, error: unknown): void {
    if (run.update !== update) return;
    const { node } = run;
    keepAll(run, update);
    if (node.state.kind === "updating") this.#listener.updateFailed(node, error);
    else this.#listener.updateOver(node);
  }
}

/** The worker of `run` has ended: an update of it that is under way is of no use to anybody any more. */
export function dropUpdate(run: NodeRun, stops: WorkerStops): void {
  const { update } = run;
  if (update === undefined) return;
  keepAll(run, update);
  stops.abort(update, "update");
}

/** A worker whose update was not done may hold what it had, and what it was to have. */
function keepAll(run: NodeRun, { uses }: Call<Node>): void {
  run.uses = run.uses.concat(uses);
  run.update = undefined;
}
