/*
 * The engine's own life, and the three ways in by which something comes to a manifold: from its
 * worker, from the clock, and, by way of waves, from its inputs and users. Whatever comes is made an
 * event of that manifold and handed down, to NodeLifecycle; nothing comes back up but by those ways.
 * Two counters say when a wave may move on: `awaited`, inputs that are coming, holds a start back;
 * `users`, workers that still use an output, holds a stop back. So a change costs work in proportion
 * to what it affects, whatever the size of the graph.
 */
import type { Cleanup } from "@holdfast/ports";
import { abandonedIn } from "../contract/abandoned-error.js";
import { IntensityError, StartOverrunError, StopOverrunError } from "../contract/errors.js";
import type { Manifold } from "../contract/manifold.js";
import type { ResolvedConfig } from "../engine-config.js";
import type { EventStream } from "../events/event-stream.js";
import { Graph } from "../graph/graph.js";
import type { Node, NodeOffer } from "../graph/node.js";
import type { TellHealth } from "../graph/worker-health.js";
import { NO_OFFERS } from "../graph/offer.js";
import { overlaps } from "../graph/serving.js";
import type { EngineState } from "../lifecycle/engine-state.js";
import { allowed, PATIENCE, timed, wish } from "../lifecycle/node-events.js";
import { nextAction } from "../lifecycle/next-action.js";
import type { NextAction } from "../lifecycle/node-state.js";
import {
  BOUNCE,
  ending,
  REMOVE,
  REPLACE,
  rest,
  retryFor,
  returns,
  STARTED,
} from "../lifecycle/state-values.js";
import { endTrigger, rootTrigger, type TriggerLink, updateTrigger } from "../lifecycle/trigger.js";
import { CachedClock } from "../timers/cached-clock.js";
import { TimeSlice } from "../timers/time-slice.js";
import {
  type Due,
  isLate,
  type Limits,
  overrunHint,
  runDeadline,
  startDeadline,
  stopDeadline,
} from "./deadlines.js";
import type { AbandonedWorkers } from "./abandoned-workers.js";
import { boundedRandom } from "./bounded-random.js";
import { type Fatal, FatalErrors } from "./error-callbacks.js";
import { LifecycleEvents } from "./lifecycle-events.js";
import { NodeLifecycle } from "./node-lifecycle.js";
import { NodeTimers } from "./node-timers.js";
import { takeOutput } from "./outputs.js";
import { place, placeLater, whenDone } from "./apply-pending-change.js";
import { EngineProgress } from "./progress.js";
import { RestartDecider } from "./restart-decider.js";
import { ENGINE_ENDS, Shutdown } from "./shutdown.js";
import { StopBudget } from "./stop-budget.js";
import { Waves } from "./waves.js";
import { type WorkerEvent, WorkerRunner } from "./worker-runner.js";
import { WorkerStops } from "./worker-stops.js";
import { type UpdateEvent, WorkerUpdates } from "./worker-updates.js";

export class Supervisor {
  readonly graph: Graph = new Graph();
  readonly #config: ResolvedConfig;
  readonly #limits: Limits;
  readonly #clock: CachedClock;
  readonly #slice: TimeSlice;
  readonly #waves: Waves;
  readonly #workers: WorkerRunner;
  readonly #timers: NodeTimers;
  readonly #lifecycle: NodeLifecycle;
  readonly #shutdown: Shutdown;
  readonly #decider: RestartDecider;
  readonly #fatal: FatalErrors;
  readonly #progress: EngineProgress = new EngineProgress();
  readonly #stream: EventStream;
  readonly #events: LifecycleEvents;

  // Written twice before the engine runs: compiled code takes what was written once for a constant, and
  // is thrown away when the engine stops.
  #state: EngineState = "stopped";
  readonly #end: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(config: ResolvedConfig, stream: EventStream) {
    const clock = new CachedClock(config.clock);
    this.#state = "started";
    this.#config = config;
    const budget = new StopBudget();
    this.#limits = { config, stopBudget: budget };
    this.#clock = clock;
    this.#slice = new TimeSlice(config.clock, (ms, callback) => this.after(ms, callback));
    this.#stream = stream;
    this.#events = new LifecycleEvents(clock, stream);
    const random = boundedRandom(config.random, (error) => this.#events.callbackFailed(error));
    this.#decider = new RestartDecider({ ...config, random });
    this.#fatal = new FatalErrors(config);
    const stops = new WorkerStops(this.#limits, clock, (node, error) =>
      this.#events.killFailed(node, error),
    );
    this.#workers = new WorkerRunner(stops, this.#fromWorker, this.#fromHealth);
    this.#timers = new NodeTimers(this.#limits, clock, this.#fromClock);
    this.#waves = new Waves(config, clock, this.#slice, stream, this.#drain, {
      apply: (node, event, trigger) => this.#lifecycle.apply(node, event, trigger),
      lastUnused: (node) => this.#lifecycle.killLast(node),
    });
    this.#lifecycle = new NodeLifecycle({
      graph: this.graph,
      stream,
      clock,
      workers: this.#workers,
      stops,
      updates: new WorkerUpdates(this.#fromUpdate, this.#fromHealth),
      waves: this.#waves,
      timers: this.#timers,
      progress: this.#progress,
      events: this.#events,
    });
    this.#shutdown = new Shutdown({
      graph: this.graph,
      clock,
      lifecycle: this.#lifecycle,
      waves: this.#waves,
      timers: this.#timers,
      budget,
    });
  }

  get state(): EngineState {
    return this.#state;
  }

  /** Whether nothing moves. */
  get isSettled(): boolean {
    return this.#progress.isSettled;
  }

  /** The worst fatal error so far. */
  get worst(): unknown {
    return this.#fatal.worst;
  }

  /** Those that did not end in time, and have not ended since. */
  get abandoned(): AbandonedWorkers {
    return this.#workers.abandoned;
  }

  /** Reads the clock, for whoever comes in from outside. */
  readClock(): CachedClock {
    this.#clock.refresh();
    return this.#clock;
  }

  /**
   * Calls back after `ms` milliseconds, by the one timer of the engine.
   * @returns what takes it back
   */
  after(ms: number, callback: () => void): Cleanup {
    return this.#timers.after(ms, callback);
  }

  /** Fulfilled once every worker has ended, or been abandoned; with what went wrong left in `worst`. */
  get ended(): Promise<void> {
    return this.#end.promise;
  }

  /** Fulfilled once nothing moves any more. */
  settled(signal?: AbortSignal): Promise<void> {
    this.#waves.schedule();
    return this.#progress.settled(signal);
  }

  // What is asked for

  /**
   * Asks every worker to stop, those that use others first.
   * @param ms - how long that may take, where somebody else has less time than is configured
   * @returns how long it may still take, in ms
   */
  kill(ms: number = Infinity): number {
    if (this.#state === "stopped") return 0;
    this.#clock.refresh();
    this.#stream.hold();
    if (this.#state === "started") this.#events.engineStopping();
    this.#state = "stopping";
    this.#shutdown.begin(Math.min(ms, this.#config.stopBudget));
    this.#stream.release();
    return this.#shutdown.left;
  }

  /**
   * Takes in `node`, which has been linked to its inputs.
   * @param removed - called once it is installed no longer
   */
  install(node: Node, manifold: Manifold, removed?: () => void): void {
    this.#stream.hold();
    this.#waves.relinked(node);
    place(node, manifold, removed);
    this.#events.placed("installed", node, manifold);
    this.#lifecycle.apply(node, timed("install", this.#clock.now));
    this.#stream.release();
  }

  /** Has `manifold` take the place of that of `node`, which has been linked to the new inputs. */
  replace(node: Node, manifold: Manifold): Promise<void> {
    this.#waves.relinked(node);
    placeLater(node, manifold);
    return this.change(node, REPLACE, rootTrigger(node.name, "replaced"));
  }

  /** Has `node` stopped, as `stop` does. Fulfilled once its worker has ended. */
  change(node: Node, next: NextAction, trigger: TriggerLink): Promise<void> {
    const done = whenDone(node);
    this.#stop(node, next, trigger);
    return done;
  }

  /** Restarts the worker of `node`. */
  bounce(node: Node): void {
    this.#stop(node, BOUNCE, rootTrigger(node.name, "bounced"));
  }

  /** Lets `node` start again, where it was held. */
  release(node: Node): void {
    // Nothing is started any more.
    if (this.#state !== "started") return;
    const trigger = rootTrigger(node.name, "released");
    this.#lifecycle.apply(node, timed("release", this.#clock.now), trigger);
  }

  /** Has the worker of `node` stopped, once nobody uses its output, and what is `next` follow. */
  #stop(node: Node, next: NextAction, trigger?: TriggerLink): void {
    this.#lifecycle.apply(node, wish(this.#wayOf(node, next), next, this.#clock.now), trigger);
  }

  /** One that overlaps, and is to run on, does so until its next worker is up. */
  #wayOf(node: Node, next: NextAction): "renew" | "stop" {
    const isRunning = node.state.traits.offering === "present";
    return isRunning && returns(next) && overlaps(node) ? "renew" : "stop";
  }

  // What happens

  readonly #fromWorker = (node: Node, event: WorkerEvent, error?: unknown): void => {
    switch (event) {
      case "up":
        this.#up(node);
        return;
      case "ended":
        this.#ended(node, error);
        return;
      case "last ended":
        this.#lastEnded(node, error);
        return;
      case "ended late":
        this.#events.endedLate(node, error);
    }
  };

  readonly #fromUpdate = (node: Node, event: UpdateEvent, error?: unknown): void => {
    switch (event) {
      case "updated":
        this.#updated(node);
        return;
      case "update failed":
        this.#updateFailed(node, error);
        return;
      case "update over":
        this.#lifecycle.updateOver(node);
    }
  };

  readonly #fromHealth: TellHealth = (run, reason) => {
    this.#clock.refresh();
    this.#lifecycle.health(run, reason);
  };

  readonly #fromClock = (node: Node, due: Due): void => {
    switch (due) {
      case "due":
        this.#lifecycle.apply(node, allowed("due", isLate(node, this.#config)));
        return;
      case "patience":
        this.#lifecycle.apply(node, PATIENCE);
        return;
      case "start overrun": {
        const deadline = startDeadline(node, this.#config);
        this.#events.overran(node, "start", deadline);
        const error = new StartOverrunError(node.name, deadline);
        this.#stop(node, retryFor(error), rootTrigger(node.name, "start overran", error));
        return;
      }
      case "stop overrun": {
        const deadline = stopDeadline(node, this.#limits);
        this.#events.overran(node, "stop", deadline);
        this.#workers.abandon(node, new StopOverrunError(node.name, deadline, overrunHint(node)));
        return;
      }
      case "update overrun": {
        const deadline = startDeadline(node, this.#config);
        this.#events.overran(node, "update", deadline);
        this.#updateFailed(node, new StartOverrunError(node.name, deadline, "update"));
        return;
      }
      case "update stuck":
        this.#events.overran(node, "update", stopDeadline(node, this.#limits));
        this.#lifecycle.updateOver(node);
        return;
      case "last overrun": {
        const { last } = node;
        if (last === undefined) return;
        const deadline = runDeadline(last, this.#limits);
        this.#events.overran(node, "stop", deadline);
        this.#workers.abandonLast(node, new StopOverrunError(node.name, deadline));
      }
    }
  };

  readonly #drain = (): void => {
    this.#slice.takeBack();
    this.#clock.refresh();
    if (!this.#waves.run()) {
      this.#slice.later(this.#drain);
      return;
    }
    this.#timers.arm();
    if (this.#progress.isSettled) {
      const wave = this.#progress.endWave();
      if (wave !== undefined) this.#events.waveSettled(wave);
      this.#progress.tellSettled();
    }
    const isOver = this.#state === "stopping";
    if (this.#progress.alive > 0 || !isOver) return;
    this.#state = "stopped";
    this.#events.engineStopped(this.worst, this.abandoned.names);
    this.#end.resolve();
  };

  /** A start has returned a worker. Its output is taken first: that runs other people's code. */
  #up(node: Node): void {
    const { run } = node;
    if (run === undefined) return;
    const output = run.manifold.same === undefined ? undefined : takeOutput(run);
    this.#clock.refresh();
    // Whoever was asked may have called the engine, and that may have given this start up.
    if (node.run === run) this.#lifecycle.cameUp(node, output);
  }

  #updated(node: Node): void {
    const { run } = node;
    if (run === undefined) return;
    const output = takeOutput(run);
    this.#clock.refresh();
    if (node.state.kind === "updating") this.#lifecycle.updated(node, output);
    else this.#lifecycle.updateOver(node);
  }

  /** The worker of `node` may hold anything by now: it is restarted. */
  #updateFailed(node: Node, error: unknown): void {
    this.#clock.refresh();
    this.#events.updateFailed(node, error);
    this.#stop(node, BOUNCE, updateTrigger(node.name, error, node.trigger));
  }

  /** What the last worker of `node`, beside its next one, ended with matters only where it ends more than that. */
  #lastEnded(node: Node, error: unknown): void {
    const { last } = node;
    if (last === undefined) return;
    const { run, startedAt, phase } = last;
    const { name, manifold, since, failures } = node;
    const state = phase === "stopping" ? ending("stopping", BOUNCE, false) : STARTED;
    const facts = { name, manifold, state, since, startedAt, failures, run };
    const decision = this.#decider.decide(facts, error, this.#clock.refresh());
    this.#stream.hold();
    this.#lifecycle.lastEnded(node, decision);
    if (decision.fatal !== undefined) this.#fail(node, decision.fatal);
    else if (decision.outcome.kind === "uninstall" && phase !== "stopping") {
      this.#stop(node, REMOVE, endTrigger(name, "uninstall", decision.error));
    }
    this.#stream.release();
  }

  /** A worker, or a start, has ended, or is held to have. */
  #ended(node: Node, error: unknown): void {
    const { state } = node;
    const decision = this.#decider.decide(node, error, this.#clock.refresh());
    const { run } = node;
    const isStopping = this.#state !== "started" || decision.fatal !== undefined;
    if (this.#state !== "started" && error !== undefined) {
      this.abandoned.addInside(node.name, abandonedIn(error));
    }
    // A callback that was asked may have called the engine: what it asked for is carried out.
    const asked = node.state === state ? decision.next : nextAction(node.state, decision.outcome);
    this.#stream.hold();
    this.#lifecycle.ended(node, decision, isStopping ? ENGINE_ENDS : asked);
    if (decision.fatal !== undefined) this.#fail(node, decision.fatal);
    else if (decision.escalates && !isStopping)
      this.#escalate(node, run?.uses ?? NO_OFFERS, node.error);
    this.#stream.release();
  }

  #fail(node: Node, fatal: Fatal): void {
    this.#fatal.add(fatal);
    this.#events.fatal(node, fatal.error);
    this.kill();
  }

  /** Restarts the inputs of one that failed too often; that counts for them too, so that it climbs. */
  #escalate(node: Node, used: readonly NodeOffer[], error: unknown): void {
    const inputs = used.map((offer) => offer.node);
    this.#events.escalated(node, inputs);
    for (const input of inputs) {
      const isRunning = input.state.traits.offering === "present";
      if (!isRunning || this.#state !== "started") continue;
      const { counts, excess } = this.#decider.countEscalation(input, error, this.#clock.now);
      this.#lifecycle.counted(input, counts);
      const itsInputs = input.run?.uses ?? NO_OFFERS;
      if (excess === "end" || (excess === "escalate" && itsInputs.length === 0)) {
        const fatal = new IntensityError(input.name, error);
        this.#fail(input, { error: fatal, internal: undefined });
        return;
      }
      const trigger = rootTrigger(input.name, "dependent escalated", error);
      this.#stop(input, excess === "degrade" ? rest("degraded") : BOUNCE, trigger);
      if (excess === "escalate") this.#escalate(input, itsInputs, error);
    }
  }
}
