/*
 * The one place where a manifold's state is entered. `transition` decides what state follows; here it
 * is entered, told, counted and queued, and what it asks for is done.
 */
import type { Graph } from "../graph/graph.js";
import { StartAbortedError } from "../contract/errors.js";
import type { Node, Owned } from "../graph/node.js";
import { afterReplacement, afterStart, type FailureRecord } from "../lifecycle/failure-record.js";
import { CAME_UP, ended } from "../lifecycle/node-events.js";
import type { NextAction, NodeEvent, NodeState } from "../lifecycle/node-state.js";
import { isUnwantedStart, mustEnd, transition } from "../lifecycle/transition.js";
import { endTrigger, type TriggerLink } from "../lifecycle/trigger.js";
import type { CachedClock } from "../timers/cached-clock.js";
import type { LifecycleEvents } from "./lifecycle-events.js";
import type { NodeTimers } from "./node-timers.js";
import { applyPendingChange } from "./apply-pending-change.js";
import type { EngineProgress } from "./progress.js";
import type { RestartDecision } from "./restart-decider.js";
import type { Waves } from "./waves.js";
import type { WorkerRunner } from "./worker-runner.js";

/** What this file writes of a node. */
type Living = Owned<
  | "state"
  | "since"
  | "trigger"
  | "attempts"
  | "startCount"
  | "startedAt"
  | "endedAt"
  | "error"
  | "failures"
>;

/** What a change of state is handed on to. */
export interface LifecycleParts {
  readonly graph: Graph;
  readonly clock: CachedClock;
  readonly workers: WorkerRunner;
  readonly waves: Waves;
  readonly timers: NodeTimers;
  readonly progress: EngineProgress;
  readonly events: LifecycleEvents;
}

export class NodeLifecycle {
  readonly #parts: LifecycleParts;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
  }

  /** Lets `event` happen to `node`; `trigger` is why, where that is new. */
  apply(node: Living, event: NodeEvent, trigger?: TriggerLink): void {
    const { timers, workers, events } = this.#parts;
    events.hold();
    if (trigger !== undefined) node.trigger = trigger;
    const before = node.state;
    const { state, effect } = transition(before, event);
    if (state !== before) this.#enter(node, before, state);
    if (node.pendingChange !== undefined || node.state.kind === "absent") {
      this.#applyPendingChange(node);
    }
    switch (effect) {
      case "none":
        break;
      case "start":
        this.#start(node);
        break;
      case "abort":
        events.mustStop("aborting", node);
        this.#abort(node);
        break;
      case "kill":
        events.stopping(node);
        workers.kill(node);
        break;
    }
    timers.update(node);
    events.release();
  }

  #abort({ name, run }: Node): void {
    // Whoever hears the signal may call the engine.
    if (run !== undefined)
      this.#parts.events.afterwards(() => run.abort(new StartAbortedError(name)));
  }

  /** The start of `node` has returned a worker. */
  cameUp(node: Living): void {
    const { clock, progress, events } = this.#parts;
    events.hold();
    if (node.state.kind === "starting") {
      node.startCount += 1;
      node.attempts = 0;
      node.failures = afterStart(node.failures);
      node.startedAt = clock.now;
      node.error = undefined;
      progress.countStart();
      events.started(node);
    }
    this.apply(node, CAME_UP);
    events.release();
  }

  /** What is remembered of the failures of `node`, and of those it answers for, is `counts` now. */
  counted(node: Living, counts: FailureRecord["counts"]): void {
    node.failures = { ...node.failures, counts };
  }

  /** The worker, or start, of `node` has ended; it goes on with `next`. */
  ended(node: Living, decision: RestartDecision, next: NextAction): void {
    const { clock, progress, events, workers, waves } = this.#parts;
    const { state } = node;
    const { outcome, notBefore, late } = decision;
    events.hold();
    // That a start was not wanted is no error of the manifold's.
    node.error = isUnwantedStart(state) ? undefined : decision.error;
    node.failures = decision.failures;
    node.endedAt = clock.now;
    progress.countEnd();
    events.ended(node, decision);
    const trigger = mustEnd(state)
      ? undefined
      : endTrigger(node.name, outcome.kind, decision.error);
    waves.addUnused(workers.release(node));
    this.apply(node, ended(next, notBefore, late), trigger);
    events.decided(node);
    events.release();
  }

  #start(node: Living): void {
    const { events, workers } = this.#parts;
    node.attempts += 1;
    node.startedAt = undefined;
    events.starting(node);
    if (node.manifold !== undefined) workers.start(node, node.manifold);
  }

  #enter(node: Living, before: NodeState, state: NodeState): void {
    const { clock, progress, events, waves } = this.#parts;
    node.state = state;
    if (state.kind !== before.kind) {
      node.since = clock.now;
      if (state.kind === "draining") events.mustStop("draining", node);
    }
    const wave = progress.moved(before.traits, state.traits, clock.now);
    if (wave !== undefined) events.waveBegan(wave, node);
    waves.touch(node);
  }

  #applyPendingChange(node: Living): void {
    if (node.state.traits.alive > 0) return;
    const { graph, waves, events } = this.#parts;
    if (node.pendingChange?.replacement !== undefined) {
      node.failures = afterReplacement(node.failures);
    }
    applyPendingChange(node, graph, waves, events);
  }
}
