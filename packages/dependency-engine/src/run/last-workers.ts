/*
 * The last worker of a manifold, beside its next one: it steps aside for that, and steps back where that
 * does not come up; it is told to stop once its dependents have left it.
 */
import type { EventStream } from "../events/event-stream.js";
import type { Node } from "../graph/node.js";
import { BESIDE, NOBODY } from "../lifecycle/state-values.js";
import type { CachedClock } from "../timers/cached-clock.js";
import { placeBeside, tellLater } from "./apply-pending-change.js";
import type { LifecycleEvents } from "./lifecycle-events.js";
import { noteReplacement, noteReturn } from "./node-history.js";
import type { NodeTimers } from "./node-timers.js";
import type { EngineProgress } from "./progress.js";
import type { RestartDecision } from "./restart-decider.js";
import type { Waves } from "./waves.js";
import type { WorkerRunner } from "./worker-runner.js";
import type { WorkerStops } from "./worker-stops.js";

/** What a step of a last worker is handed on to. */
export interface LastWorkersParts {
  readonly stream: EventStream;
  readonly clock: CachedClock;
  readonly workers: WorkerRunner;
  readonly stops: WorkerStops;
  readonly waves: Waves;
  readonly timers: NodeTimers;
  readonly progress: EngineProgress;
  readonly events: LifecycleEvents;
}

export class LastWorkers {
  readonly #parts: LastWorkersParts;

  constructor(parts: LastWorkersParts) {
    this.#parts = parts;
  }

  /** The present worker of `node` makes room for its next one. */
  stepAside(node: Node): void {
    const { clock, progress, events, workers, waves } = this.#parts;
    if (node.pendingChange?.replacement !== undefined) noteReplacement(node);
    workers.stepAside(node, placeBeside(node, events));
    progress.moved(NOBODY, BESIDE, clock.now);
    waves.touch(node);
  }

  /** The next one did not come up: the last worker of `node` is its present one again. */
  stepBack(node: Node): void {
    const { clock, progress, workers, events } = this.#parts;
    noteReturn(node, node.last?.startedAt);
    tellLater(node, node.last?.whenDone ?? []);
    workers.stepBack(node);
    progress.moved(BESIDE, NOBODY, clock.now);
    const degraded = node.run?.degraded;
    if (degraded !== undefined) events.health(node.name, degraded.reason);
  }

  /** Nobody uses the last worker of `node` any more: it is told to stop. */
  stop(node: Node): void {
    const { stream, clock, timers, workers, stops, events } = this.#parts;
    stream.hold();
    events.superseded(node);
    const last = workers.lastStops(node, clock.now);
    if (last !== undefined) stops.stop(last.run, last.since);
    timers.update(node);
    stream.release();
  }

  /** The last worker of `node` has ended, or is held to have. */
  ended(node: Node, { outcome, error }: Pick<RestartDecision, "outcome" | "error">): void {
    const { clock, progress, events, workers, waves } = this.#parts;
    const { last } = node;
    if (last === undefined) return;
    progress.countEnd();
    events.lastEnded(node, last, outcome, error);
    waves.addUnused(workers.releaseLast(node));
    progress.moved(BESIDE, NOBODY, clock.now);
    last.whenDone.forEach((done) => done());
    waves.touch(node);
    waves.add(node);
  }
}
