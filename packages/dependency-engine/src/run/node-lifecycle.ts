/*
 * The one place where a manifold's state is entered. `transition` decides what state follows; here it
 * is entered, told, counted and queued, and what it asks for is done.
 */
import type { EventStream } from "../events/event-stream.js";
import type { Graph } from "../graph/graph.js";
import { StartAbortedError } from "../contract/errors.js";
import { serves, stopServing } from "../graph/last-run.js";
import { overlaps } from "../graph/serving.js";
import type { Node, NodeRun, Owned } from "../graph/node.js";
import { afterReplacement, afterStart, type FailureRecord } from "../lifecycle/failure-record.js";
import { CAME_UP, ended, fellBack, UPDATED, wish } from "../lifecycle/node-events.js";
import type { NextAction, NodeEvent, NodeState } from "../lifecycle/node-state.js";
import { BESIDE, NOBODY, returns, UPDATE } from "../lifecycle/state-values.js";
import { isUnwantedStart, mustEnd, transition } from "../lifecycle/transition.js";
import { endTrigger, type TriggerLink } from "../lifecycle/trigger.js";
import type { CachedClock } from "../timers/cached-clock.js";
import type { LifecycleEvents } from "./lifecycle-events.js";
import type { NodeTimers } from "./node-timers.js";
import { applyPendingChange, placeBeside, tellLater } from "./apply-pending-change.js";
import type { NewOutput } from "./outputs.js";
import type { EngineProgress } from "./progress.js";
import type { RestartDecision } from "./restart-decider.js";
import type { Waves } from "./waves.js";
import type { WorkerRunner } from "./worker-runner.js";
import type { WorkerStops } from "./worker-stops.js";
import type { WorkerUpdates } from "./worker-updates.js";

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
  | "updateCount"
>;

/** What a change of state is handed on to. */
export interface LifecycleParts {
  readonly graph: Graph;
  readonly stream: EventStream;
  readonly clock: CachedClock;
  readonly workers: WorkerRunner;
  readonly stops: WorkerStops;
  readonly updates: WorkerUpdates;
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
    const { stream, timers, updates, waves, events } = this.#parts;
    stream.hold();
    if (trigger !== undefined) node.trigger = trigger;
    const before = node.state;
    const { state, effect } = transition(before, event);
    if (state !== before) this.#enter(node, before, state);
    const { last } = node;
    if (last?.phase === "serving" && !serves(last, state)) {
      stopServing(last);
      waves.add(node);
    }
    if (node.pendingChange !== undefined || node.state.kind === "absent") {
      this.#applyPendingChange(node);
    }
    switch (effect) {
      case "none":
        break;
      case "start":
        if (before.kind === "outdated") this.#stepAside(node);
        this.#start(node);
        break;
      case "update":
        events.updating(node);
        updates.update(node);
        break;
      case "interrupt":
        this.#interrupt(node);
        break;
      case "abort":
        events.mustStop("aborting", node);
        this.#abort(node);
        break;
      case "kill":
        events.stopping(node);
        this.#kill(node);
        break;
    }
    timers.update(node);
    stream.release();
  }

  #kill({ run, since }: Node): void {
    if (run !== undefined) this.#parts.stops.stop(run, since);
  }

  #abort({ name, run }: Node): void {
    // Whoever hears the signal may call the engine.
    if (run !== undefined)
      this.#parts.stream.afterwards(() => run.abort(new StartAbortedError(name)));
  }

  #interrupt({ name, run }: Node): void {
    const update = run?.update;
    if (update !== undefined)
      this.#parts.stream.afterwards(() => update.abort(new StartAbortedError(name, "update")));
  }

  /** There is less time to stop than there was: who must end has less, and hears of it where it has to. */
  hurry(node: Node): void {
    const { timers, stops } = this.#parts;
    const { run, state, since, last } = node;
    if (state.kind === "stopping" && run !== undefined) stops.hurry(run, since);
    if (last?.phase === "stopping") stops.hurry(last.run, last.since);
    timers.update(node);
  }

  /** The start of `node` has returned a worker, which has `output` to offer where that is compared. */
  cameUp(node: Living, output: NewOutput | undefined): void {
    const { stream, clock, progress, events } = this.#parts;
    stream.hold();
    if (node.state.kind === "starting") {
      node.startCount += 1;
      node.attempts = 0;
      node.failures = afterStart(node.failures);
      node.startedAt = clock.now;
      node.error = undefined;
      progress.countStart();
      events.started(node);
      if (output !== undefined) this.#offer(node, output);
    }
    this.apply(node, CAME_UP);
    stream.release();
  }

  /** The worker of `node` has taken its inputs as they were when its update was called. */
  updated(node: Living, output: NewOutput | undefined): void {
    const { stream, updates, waves, events } = this.#parts;
    stream.hold();
    waves.addUnused(updates.finish(node));
    node.updateCount += 1;
    events.updated(node);
    if (output !== undefined) this.#offer(node, output);
    this.apply(node, UPDATED);
    if (!isUpToDate(node)) this.apply(node, wish("renew", UPDATE, 0));
    stream.release();
  }

  /** An update that was not wanted any more is over, or given up: how far it came is not known. */
  updateOver(node: Node): void {
    const { timers, updates, waves } = this.#parts;
    updates.abandon(node);
    waves.add(node);
    timers.update(node);
  }

  /**
   * The worker of `run` has said how it is.
   * @param reason - why it does not run as it should; undefined where it does again
   */
  health(run: NodeRun, reason: string | undefined): void {
    const { clock, events } = this.#parts;
    const { node } = run;
    run.degraded = reason === undefined ? undefined : { reason, since: clock.now };
    // Of its last one, beside its next, nobody hears any more, unless that comes back.
    if (node.run === run) events.health(node.name, reason);
  }

  #offer(node: Node, { run, offer, sameAs, error }: NewOutput): void {
    const { clock, events } = this.#parts;
    if (error !== undefined) events.sameFailed(node, error);
    run.offer = sameAs ?? offer;
    if (sameAs === undefined) return;
    sameAs.renew(offer, clock.now);
    events.kept(node, sameAs);
  }

  /** What is remembered of the failures of `node`, and of those it answers for, is `counts` now. */
  counted(node: Living, counts: FailureRecord["counts"]): void {
    node.failures = { ...node.failures, counts };
  }

  /** The worker, or start, of `node` has ended; it goes on with `next`. */
  ended(node: Living, decision: RestartDecision, next: NextAction): void {
    const { stream, clock, progress, events, workers, waves } = this.#parts;
    const { state } = node;
    const { outcome, notBefore, late } = decision;
    stream.hold();
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
    if (node.last !== undefined && serves(node.last, state) && returns(next) && overlaps(node)) {
      this.#stepBack(node);
      this.apply(node, fellBack(next, notBefore, late), trigger);
    } else {
      this.apply(node, ended(next, notBefore, late), trigger);
    }
    events.decided(node);
    stream.release();
  }

  /** Nobody uses the last worker of `node` any more: it is told to stop. */
  killLast(node: Node): void {
    const { stream, clock, timers, workers, stops, events } = this.#parts;
    stream.hold();
    events.superseded(node);
    const last = workers.lastStops(node, clock.now);
    if (last !== undefined) stops.stop(last.run, last.since);
    timers.update(node);
    stream.release();
  }

  /** The last worker of `node` has ended, or is held to have. */
  lastEnded(node: Living, { outcome, error }: Pick<RestartDecision, "outcome" | "error">): void {
    const { stream, clock, timers, progress, events, workers, waves } = this.#parts;
    const { last } = node;
    if (last === undefined) return;
    stream.hold();
    progress.countEnd();
    events.lastEnded(node, last, outcome, error);
    waves.addUnused(workers.releaseLast(node));
    progress.moved(BESIDE, NOBODY, clock.now);
    last.whenDone.forEach((done) => done());
    waves.touch(node);
    waves.add(node);
    if (node.pendingChange !== undefined || node.state.kind === "absent") {
      this.#applyPendingChange(node);
    }
    timers.update(node);
    stream.release();
  }

  #stepAside(node: Living): void {
    const { clock, progress, events, workers, waves } = this.#parts;
    if (node.pendingChange?.replacement !== undefined) {
      node.failures = afterReplacement(node.failures);
    }
    workers.stepAside(node, placeBeside(node, events));
    progress.moved(NOBODY, BESIDE, clock.now);
    waves.touch(node);
  }

  #stepBack(node: Living): void {
    const { clock, progress, workers } = this.#parts;
    node.startedAt = node.last?.startedAt;
    tellLater(node, node.last?.whenDone ?? []);
    workers.stepBack(node);
    progress.moved(BESIDE, NOBODY, clock.now);
    const degraded = node.run?.degraded;
    if (degraded !== undefined) this.#parts.events.health(node.name, degraded.reason);
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
    const { now } = clock;
    node.state = state;
    if (state.kind !== before.kind) {
      node.since = now;
      if (state.kind === "draining") events.mustStop("draining", node);
      else if (state.kind === "outdated") events.outdated(node, state);
    }
    const wave = progress.moved(before.traits, state.traits, now);
    if (wave !== undefined) events.waveBegan(wave, node);
    waves.touch(node);
  }

  #applyPendingChange(node: Living): void {
    if (node.state.traits.alive > 0 || node.last !== undefined) return;
    const { graph, waves, events } = this.#parts;
    if (node.pendingChange?.replacement !== undefined) {
      node.failures = afterReplacement(node.failures);
    }
    applyPendingChange(node, graph, waves, events);
  }
}

/** Whether its worker holds what its inputs offer now. */
function isUpToDate({ inputs, run }: Node): boolean {
  return inputs.every((input) => {
    const { offered } = input;
    return offered === undefined || run?.heldOf(input) === offered;
  });
}
