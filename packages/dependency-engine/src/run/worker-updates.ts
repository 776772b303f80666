import { StartAbortedError } from "../contract/errors.js";
import { reasonOf, whenSettled } from "../graph/foreign-promise.js";
import type { Node, NodeOffer, NodeRun } from "../graph/node.js";
import { giveBack, takeOffers } from "../graph/held-offers.js";
import { NO_OFFERS } from "../graph/offer.js";
import { type Call, offersOf, Update } from "../graph/run.js";
import { ActiveContext } from "../graph/start-context.js";
import type { TellHealth } from "../graph/worker-health.js";

/** What became of an update. */
export type UpdateEvent =
  | "updated"
  | "update failed"
  /** An update that was not wanted any more, and was waited for, has returned. */
  | "update over";

export type TellUpdate = (node: Node, event: UpdateEvent, error?: unknown) => void;

/** Hands running workers their new inputs, and keeps count of what they hold meanwhile. */
export class WorkerUpdates {
  readonly #tell: TellUpdate;
  readonly #tellHealth: TellHealth;

  constructor(tell: TellUpdate, tellHealth: TellHealth) {
    this.#tell = tell;
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
      if (run.update === update) this.#tell(node, "updated");
    };
    const failed = (error: unknown): void => this.#notUpdated(run, update, reasonOf(error));
    try {
      whenSettled(
        run.manifold.update?.(worker, new ActiveContext(update, run, this.#tellHealth)),
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
    this.#tell(node, node.state.kind === "updating" ? "update failed" : "update over", error);
  }
}

/** The worker of `run` has ended: an update of it that is under way is of no use to anybody any more. */
export function dropUpdate(run: NodeRun): void {
  const { update, node } = run;
  if (update === undefined) return;
  keepAll(run, update);
  update.abort(new StartAbortedError(node.name, "update"));
}

/** A worker whose update was not done may hold what it had, and what it was to have. */
function keepAll(run: NodeRun, { uses }: Call<Node>): void {
  run.uses = run.uses.concat(uses);
  run.update = undefined;
}
