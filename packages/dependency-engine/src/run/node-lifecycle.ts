/*
 * The one place where a manifold's state is entered. `transition` decides what state follows; here it
 * is entered, told, counted and queued, and what it asks for is done.
 */
import type { EventStream } from "../events/event-stream.js";
import type { Graph } from "../graph/graph.js";
import { serves, stopServing } from "../graph/last-run.js";
import type { Node, Owned } from "../graph/node.js";
import { overlaps } from "../graph/serving.js";
import { wish } from "../lifecycle/node-events.js";
import type { NextAction, NodeEvent, NodeState } from "../lifecycle/node-state.js";
import { returns } from "../lifecycle/state-values.js";
import { transition } from "../lifecycle/transition.js";
import type { TriggerLink } from "../lifecycle/trigger.js";
import type { CachedClock } from "../timers/cached-clock.js";
import { applyPendingChange } from "./apply-pending-change.js";
import type { LastWorkers } from "./last-workers.js";
import type { LifecycleEvents } from "./lifecycle-events.js";
import { noteReplacement, noteStart } from "./node-history.js";
import type { NodeTimers } from "./node-timers.js";
import type { EngineProgress } from "./progress.js";
import type { Waves } from "./waves.js";
import type { WorkerRunner } from "./worker-runner.js";
import type { WorkerStops } from "./worker-stops.js";
import type { WorkerUpdates } from "./worker-updates.js";

/** What this file writes of a node. */
type Living = Owned<"state" | "since" | "trigger">;

/** What a change of state is handed on to. */
export interface LifecycleParts {
  readonly graph: Graph;
  readonly stream: EventStream;
  readonly clock: CachedClock;
  readonly workers: WorkerRunner;
  readonly lasts: LastWorkers;
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
    const { stream } = this.#parts;
    stream.hold();
    this.applyHeld(node, event, trigger);
    stream.release();
  }

  /** As `apply`, for whoever holds the event stream already. */
  applyHeld(node: Living, event: NodeEvent, trigger: TriggerLink | undefined): void {
    const { timers, waves } = this.#parts;
    if (trigger !== undefined) node.trigger = trigger;
    const before = node.state;
    const { state, effect } = transition(before, event);
    if (state !== before) this.#enter(node, before, state);
    const { last } = node;
    if (last?.phase === "serving" && !serves(last, state)) {
      stopServing(last);
      waves.add(node);
    }
    if (node.pendingChange !== undefined || state.kind === "absent") this.applyPending(node);
    switch (effect) {
      case "none":
        break;
      case "start":
        this.#start(node, before.kind === "outdated");
        break;
      case "update":
        this.#update(node);
        break;
      case "interrupt":
        this.#interrupt(node);
        break;
      case "abort":
        this.#abort(node);
        break;
      case "kill":
        this.#kill(node);
        break;
    }
    // Whoever moved it on meanwhile has done so.
    if (node.state === state) timers.update(node);
  }

  /** Has the worker of `node` stopped, once nobody uses its output, and what is `next` follow. */
  stop(node: Node, next: NextAction, trigger?: TriggerLink): void {
    this.apply(node, wish(wayOf(node, next), next, this.#parts.clock.now), trigger);
  }

  /** There is less time to stop than there was: who must end has less, and hears of it where it has to. */
  hurry(node: Node): void {
    const { timers, stops } = this.#parts;
    const { run, state, since, last } = node;
    if (state.kind === "stopping" && run !== undefined) stops.hurry(run, since);
    if (last?.phase === "stopping") stops.hurry(last.run, last.since);
    timers.update(node);
  }

  /** Does what was asked for of `node` and had to wait, where nothing of it runs any more. */
  applyPending(node: Node): void {
    const { state, pendingChange, last } = node;
    if (pendingChange === undefined && state.kind !== "absent") return;
    if (state.traits.alive > 0 || last !== undefined) return;
    const { graph, waves, events } = this.#parts;
    if (pendingChange?.replacement !== undefined) noteReplacement(node);
    applyPendingChange(node, graph, waves, events);
  }

  #enter(node: Living, before: NodeState, state: NodeState): void {
    const { stream, clock, progress, events, waves } = this.#parts;
    const { now } = clock;
    node.state = state;
    if (state.kind !== before.kind) {
      node.since = now;
      if (stream.watched) {
        if (state.kind === "draining") events.mustStop("draining", node);
        else if (state.kind === "outdated") events.outdated(node, state);
      }
    }
    if (state.traits === before.traits) {
      // It counts and looks as before: one that is told to stop cannot move on by itself, either.
      if (state.kind === "stopping") waves.schedule();
      else waves.touch(node);
      return;
    }
    const wave = progress.moved(before.traits, state.traits, now);
    if (wave !== undefined) events.waveBegan(wave, node);
    waves.touch(node);
  }

  /** @param isBeside - whether its present worker runs on meanwhile */
  #start(node: Node, isBeside: boolean): void {
    const { stream, events, workers, lasts } = this.#parts;
    if (isBeside) lasts.stepAside(node);
    noteStart(node);
    if (stream.watched) events.starting(node);
    if (node.manifold !== undefined) workers.start(node, node.manifold);
  }

  #update(node: Node): void {
    const { events, updates } = this.#parts;
    events.updating(node);
    updates.update(node);
  }

  #interrupt({ run }: Node): void {
    const { stream, stops } = this.#parts;
    const update = run?.update;
    if (update !== undefined) stream.afterwards(() => stops.abort(update, "update"));
  }

  #abort(node: Node): void {
    const { stream, stops, events } = this.#parts;
    const { run } = node;
    if (stream.watched) events.mustStop("aborting", node);
    if (run !== undefined) stream.afterwards(() => stops.abort(run, "start"));
  }

  #kill(node: Node): void {
    const { stream, stops, events } = this.#parts;
    if (stream.watched) events.stopping(node);
    if (node.run !== undefined) stops.stop(node.run, node.since);
  }
}

/** One that overlaps, and is to run on, does so until its next worker is up. */
function wayOf(node: Node, next: NextAction): "renew" | "stop" {
  const isRunning = node.state.traits.offering === "present";
  return isRunning && returns(next) && overlaps(node) ? "renew" : "stop";
}
