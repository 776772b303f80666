/*
 * What follows when a worker, its start or its update comes to something. What is asked of other people's
 * code is asked first, since that may call the engine: then what came is noted, and let happen to the
 * manifold.
 */
import { abandonedIn } from "../contract/abandoned-error.js";
import type { EventStream } from "../events/event-stream.js";
import { serves } from "../graph/last-run.js";
import type { Node, NodeRun } from "../graph/node.js";
import { NO_OFFERS } from "../graph/offer.js";
import { overlaps } from "../graph/serving.js";
import { nextAction } from "../lifecycle/next-action.js";
import { CAME_UP, ended, fellBack, UPDATED, wish } from "../lifecycle/node-events.js";
import type { NextAction } from "../lifecycle/node-state.js";
import {
  BOUNCE,
  ending,
  ENGINE_ENDS,
  REMOVE,
  returns,
  STARTED,
  UPDATE,
} from "../lifecycle/state-values.js";
import { mustEnd } from "../lifecycle/transition.js";
import { endTrigger, updateTrigger } from "../lifecycle/trigger.js";
import type { CachedClock } from "../timers/cached-clock.js";
import type { Escalation } from "./escalation.js";
import type { LastWorkers } from "./last-workers.js";
import type { LifecycleEvents } from "./lifecycle-events.js";
import { noteEnd, noteUp, noteUpdate } from "./node-history.js";
import type { NodeLifecycle } from "./node-lifecycle.js";
import type { NodeTimers } from "./node-timers.js";
import { type NewOutput, takeOutput } from "./outputs.js";
import type { EngineProgress } from "./progress.js";
import type { RestartDecider, RestartDecision } from "./restart-decider.js";
import type { Waves } from "./waves.js";
import type { WorkerRunner } from "./worker-runner.js";
import type { WorkerUpdates } from "./worker-updates.js";

/** What it asks, and what it hands what came of a worker on to. */
export interface OutcomesParts {
  readonly stream: EventStream;
  readonly clock: CachedClock;
  readonly workers: WorkerRunner;
  readonly updates: WorkerUpdates;
  readonly waves: Waves;
  readonly timers: NodeTimers;
  readonly progress: EngineProgress;
  readonly events: LifecycleEvents;
  readonly lifecycle: NodeLifecycle;
  readonly lasts: LastWorkers;
  readonly decider: RestartDecider;
  readonly escalation: Escalation;
  /** Whether the engine runs, and is not stopping. */
  readonly isRunning: () => boolean;
}

export class WorkerOutcomes {
  readonly #parts: OutcomesParts;

  constructor(parts: OutcomesParts) {
    this.#parts = parts;
  }

  /** The start of `node` has returned a worker. */
  up(node: Node): void {
    const { stream, clock, progress, events, lifecycle } = this.#parts;
    const { run } = node;
    if (run === undefined) return;
    const output = run.manifold.terms.same === undefined ? undefined : takeOutput(run);
    clock.refresh();
    // Whoever was asked may have called the engine, and that may have given this start up.
    if (node.run !== run) return;
    stream.hold();
    if (node.state.kind === "starting") {
      noteUp(node, clock.now);
      progress.countStart();
      if (stream.watched) events.started(node);
      if (output !== undefined) this.#offer(node, output);
    }
    lifecycle.applyHeld(node, CAME_UP, undefined);
    stream.release();
  }

  /** The worker of `node` has taken its inputs as they were when its update was called. */
  updated(node: Node): void {
    const { stream, clock, updates, waves, events, lifecycle } = this.#parts;
    const { run } = node;
    if (run === undefined) return;
    const output = takeOutput(run);
    clock.refresh();
    if (node.state.kind !== "updating") {
      this.updateOver(node);
      return;
    }
    stream.hold();
    waves.addUnused(updates.finish(node));
    noteUpdate(node);
    events.updated(node);
    if (output !== undefined) this.#offer(node, output);
    lifecycle.applyHeld(node, UPDATED, undefined);
    if (!isUpToDate(node)) lifecycle.applyHeld(node, wish("renew", UPDATE, 0), undefined);
    stream.release();
  }

  /** An update has failed: the worker of `node` may hold anything by now, and is restarted. */
  updateFailed(node: Node, error: unknown): void {
    const { clock, events, lifecycle } = this.#parts;
    clock.refresh();
    events.updateFailed(node, error);
    lifecycle.stop(node, BOUNCE, updateTrigger(node.name, error, node.trigger));
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
    const since = clock.refresh();
    run.degraded = reason === undefined ? undefined : { reason, since };
    // Of its last one, beside its next, nobody hears any more, unless that comes back.
    if (node.run === run) events.health(node.name, reason);
  }

  /** A worker, or a start, has ended, or is held to have. */
  ended(node: Node, error: unknown): void {
    const { stream, clock, decider, escalation, workers, isRunning } = this.#parts;
    const { state, run } = node;
    const decision = decider.decide(node, error, clock.refresh());
    const { fatal, escalates, next, outcome } = decision;
    const stops = !isRunning() || fatal !== undefined;
    if (error !== undefined && !isRunning()) {
      workers.abandoned.addInside(node.name, abandonedIn(error));
    }
    // A callback that was asked may have called the engine: what it asked for is carried out.
    const asked = node.state === state ? next : nextAction(node.state, outcome);
    stream.hold();
    this.#goOn(node, decision, stops ? ENGINE_ENDS : asked);
    if (fatal !== undefined) escalation.fail(node, fatal);
    else if (escalates && !stops) escalation.climb(node, run?.uses ?? NO_OFFERS, node.error);
    stream.release();
  }

  /** The last worker of `node`, beside its next one, has ended: what with matters only where it ends more than that. */
  lastEnded(node: Node, error: unknown): void {
    const { stream, clock, decider, escalation, lasts, lifecycle, timers } = this.#parts;
    const { last } = node;
    if (last === undefined) return;
    const { run, startedAt, phase } = last;
    const { name, manifold, since, failures } = node;
    const state = phase === "stopping" ? ending("stopping", BOUNCE, false) : STARTED;
    const facts = { name, manifold, state, since, startedAt, failures, run };
    const decision = decider.decide(facts, error, clock.refresh());
    stream.hold();
    lasts.ended(node, decision);
    lifecycle.applyPending(node);
    timers.update(node);
    if (decision.fatal !== undefined) escalation.fail(node, decision.fatal);
    else if (decision.outcome.kind === "uninstall" && phase !== "stopping") {
      lifecycle.stop(node, REMOVE, endTrigger(name, "uninstall", decision.error));
    }
    stream.release();
  }

  /** `node` goes on with `next`. */
  #goOn(node: Node, decision: RestartDecision, next: NextAction): void {
    const { stream, clock, progress, events, workers, waves, lifecycle, lasts } = this.#parts;
    const { state } = node;
    const { outcome, notBefore, late, error } = decision;
    noteEnd(node, decision, clock.now);
    progress.countEnd();
    if (stream.watched) events.ended(node, decision);
    const trigger = mustEnd(state) ? undefined : endTrigger(node.name, outcome.kind, error);
    waves.addUnused(workers.release(node));
    if (node.last !== undefined && serves(node.last, state) && returns(next) && overlaps(node)) {
      lasts.stepBack(node);
      lifecycle.applyHeld(node, fellBack(next, notBefore, late), trigger);
    } else {
      lifecycle.applyHeld(node, ended(next, notBefore, late), trigger);
    }
    if (stream.watched) events.decided(node);
  }

  #offer(node: Node, { run, offer, sameAs, error }: NewOutput): void {
    const { clock, events } = this.#parts;
    if (error !== undefined) events.sameFailed(node, error);
    run.offer = sameAs ?? offer;
    if (sameAs === undefined) return;
    sameAs.renew(offer, clock.now);
    events.kept(node, sameAs);
  }
}

/** Whether its worker holds what its inputs offer now. */
function isUpToDate({ inputs, run }: Node): boolean {
  return inputs.every((input) => {
    const { offered } = input;
    return offered === undefined || run?.heldOf(input) === offered;
  });
}
