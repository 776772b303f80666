/* What follows for a manifold when nothing has happened to it but that its time has come. */
import { StartOverrunError, StopOverrunError } from "../contract/errors.js";
import type { Node } from "../graph/node.js";
import { due as delayPassed, PATIENCE } from "../lifecycle/node-events.js";
import { retryFor } from "../lifecycle/state-values.js";
import { rootTrigger } from "../lifecycle/trigger.js";
import {
  type Due,
  isLate,
  type Limits,
  overrunHint,
  runDeadline,
  startDeadline,
  stopDeadline,
} from "./deadlines.js";
import type { LifecycleEvents } from "./lifecycle-events.js";
import type { NodeLifecycle } from "./node-lifecycle.js";
import type { WorkerOutcomes } from "./worker-outcomes.js";
import type { WorkerRunner } from "./worker-runner.js";

/** What the passing of time is handed on to. */
export interface DueParts {
  readonly limits: Limits;
  readonly lifecycle: NodeLifecycle;
  readonly outcomes: WorkerOutcomes;
  readonly workers: WorkerRunner;
  readonly events: LifecycleEvents;
}

export class DueTimes {
  readonly #parts: DueParts;

  constructor(parts: DueParts) {
    this.#parts = parts;
  }

  /** The time of `node` has come. */
  come(node: Node, due: Due): void {
    const { limits, lifecycle, outcomes, events } = this.#parts;
    switch (due) {
      case "due":
        lifecycle.apply(node, delayPassed(isLate(node, limits.config)));
        return;
      case "patience":
        lifecycle.apply(node, PATIENCE);
        return;
      case "start overrun":
        this.#startOverran(node);
        return;
      case "update overrun":
        this.#updateOverran(node);
        return;
      case "update stuck":
        events.overran(node, "update", stopDeadline(node, limits));
        outcomes.updateOver(node);
        return;
      case "stop overrun":
        this.#stopOverran(node);
        return;
      case "last overrun":
        this.#lastOverran(node);
    }
  }

  #startOverran(node: Node): void {
    const { limits, lifecycle, events } = this.#parts;
    const deadline = startDeadline(node, limits.config);
    events.overran(node, "start", deadline);
    const error = new StartOverrunError(node.name, deadline);
    lifecycle.stop(node, retryFor(error), rootTrigger(node.name, "start overran", error));
  }

  #updateOverran(node: Node): void {
    const { limits, outcomes, events } = this.#parts;
    const deadline = startDeadline(node, limits.config);
    events.overran(node, "update", deadline);
    outcomes.updateFailed(node, new StartOverrunError(node.name, deadline, "update"));
  }

  #stopOverran(node: Node): void {
    const { limits, workers, events } = this.#parts;
    const deadline = stopDeadline(node, limits);
    events.overran(node, "stop", deadline);
    workers.abandon(node, new StopOverrunError(node.name, deadline, overrunHint(node)));
  }

  #lastOverran(node: Node): void {
    const { limits, workers, events } = this.#parts;
    const { last } = node;
    if (last === undefined) return;
    const deadline = runDeadline(last.run, last.since, limits);
    events.overran(node, "stop", deadline);
    workers.abandonLast(node, new StopOverrunError(node.name, deadline));
  }
}
