/*
 * The engine's own life: the loop that takes turns at what is to be done, and the three ways in by which
 * something comes to a manifold: from its worker (worker-outcomes.ts), from the clock (due-times.ts), and,
 * by way of waves, from its inputs and users. Whatever comes is made an event of that manifold and handed
 * down, to NodeLifecycle; nothing comes back up but by those ways. Two counters say when a wave may move
 * on: `awaited`, inputs that are coming, holds a start back; `users`, workers that still use an output,
 * holds a stop back. So a change costs work in proportion to what it affects, whatever the size of the
 * graph.
 */
import type { Cleanup } from "@holdfast/ports";
import type { GivenManifold } from "../contract/given-manifold.js";
import type { ResolvedConfig } from "../engine-config.js";
import type { EventStream } from "../events/event-stream.js";
import { Graph } from "../graph/graph.js";
import type { Node } from "../graph/node.js";
import type { EngineState } from "../lifecycle/engine-state.js";
import { timed } from "../lifecycle/node-events.js";
import type { NextAction } from "../lifecycle/node-state.js";
import { BOUNCE, REPLACE } from "../lifecycle/state-values.js";
import { rootTrigger, type TriggerLink } from "../lifecycle/trigger.js";
import { CachedClock } from "../timers/cached-clock.js";
import { TimeSlice } from "../timers/time-slice.js";
import type { AbandonedWorkers } from "./abandoned-workers.js";
import { place, placeLater, whenDone } from "./apply-pending-change.js";
import { boundedRandom } from "./bounded-random.js";
import type { Limits } from "./deadlines.js";
import { DueTimes } from "./due-times.js";
import { FatalErrors } from "./error-callbacks.js";
import { Escalation } from "./escalation.js";
import { LastWorkers } from "./last-workers.js";
import { LifecycleEvents } from "./lifecycle-events.js";
import { NodeLifecycle } from "./node-lifecycle.js";
import { NodeTimers } from "./node-timers.js";
import { EngineProgress } from "./progress.js";
import { RestartDecider } from "./restart-decider.js";
import { Shutdown } from "./shutdown.js";
import { StopBudget } from "./stop-budget.js";
import { Waves } from "./waves.js";
import { WorkerOutcomes } from "./worker-outcomes.js";
import { WorkerRunner } from "./worker-runner.js";
import { WorkerStops } from "./worker-stops.js";
import { WorkerUpdates } from "./worker-updates.js";

export class Supervisor {
  readonly graph: Graph = new Graph();
  readonly #config: ResolvedConfig;
  readonly #clock: CachedClock;
  readonly #slice: TimeSlice;
  readonly #waves: Waves;
  readonly #workers: WorkerRunner;
  readonly #timers: NodeTimers;
  readonly #lifecycle: NodeLifecycle;
  readonly #lasts: LastWorkers;
  readonly #outcomes: WorkerOutcomes;
  readonly #due: DueTimes;
  readonly #shutdown: Shutdown;
  readonly #fatal: FatalErrors;
  readonly #progress: EngineProgress = new EngineProgress();
  readonly #stream: EventStream;
  readonly #events: LifecycleEvents;

  // Written twice before the engine runs: compiled code takes what was written once for a constant, and
  // is thrown away when the engine stops.
  #state: EngineState = "stopped";
  readonly #end: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(config: ResolvedConfig, stream: EventStream) {
    this.#state = "started";
    this.#config = config;
    this.#stream = stream;
    this.#fatal = new FatalErrors(config);
    const clock = new CachedClock(config.clock);
    const events = new LifecycleEvents(clock, stream);
    const budget = new StopBudget();
    const limits: Limits = { config, stopBudget: budget };
    const stops = new WorkerStops(limits, clock, (node, error) => events.killFailed(node, error));
    const random = boundedRandom(config.random, (error) => events.callbackFailed(error));
    const decider = new RestartDecider({ ...config, random });
    this.#clock = clock;
    this.#events = events;
    this.#slice = new TimeSlice(config.clock, (ms, callback) => this.after(ms, callback));
    this.#timers = new NodeTimers(limits, clock, (node, due) => this.#due.come(node, due));
    this.#waves = new Waves(config, clock, this.#slice, stream, this.#drain, {
      apply: (node, event) => this.#lifecycle.apply(node, event),
      applyHeld: (node, event, trigger) => this.#lifecycle.applyHeld(node, event, trigger),
      lastUnused: (node) => this.#lasts.stop(node),
    });
    const updates = new WorkerUpdates(
      {
        updated: (node) => this.#outcomes.updated(node),
        updateFailed: (node, error) => this.#outcomes.updateFailed(node, error),
        updateOver: (node) => this.#outcomes.updateOver(node),
      },
      (run, reason) => this.#outcomes.health(run, reason),
    );
    this.#workers = new WorkerRunner(
      stops,
      {
        up: (node) => this.#outcomes.up(node),
        ended: (node, error) => this.#outcomes.ended(node, error),
        lastEnded: (node, error) => this.#outcomes.lastEnded(node, error),
        endedLate: (node, error) => events.endedLate(node, error),
      },
      (run, reason) => this.#outcomes.health(run, reason),
    );
    const parts = {
      graph: this.graph,
      stream,
      clock,
      workers: this.#workers,
      stops,
      updates,
      waves: this.#waves,
      timers: this.#timers,
      progress: this.#progress,
      events,
    };
    this.#lasts = new LastWorkers(parts);
    this.#lifecycle = new NodeLifecycle({ ...parts, lasts: this.#lasts });
    const isRunning = (): boolean => this.#state === "started";
    const escalation = new Escalation({
      clock,
      decider,
      lifecycle: this.#lifecycle,
      events,
      fatal: this.#fatal,
      isRunning,
      kill: () => this.kill(),
    });
    const lower = { ...parts, lifecycle: this.#lifecycle, lasts: this.#lasts };
    this.#outcomes = new WorkerOutcomes({ ...lower, decider, escalation, isRunning });
    this.#due = new DueTimes({ ...lower, limits, outcomes: this.#outcomes });
    this.#shutdown = new Shutdown({ ...lower, budget });
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
  install(node: Node, manifold: GivenManifold, removed?: () => void): void {
    this.#stream.hold();
    this.#waves.relinked(node);
    place(node, manifold, removed);
    this.#events.placed("installed", node);
    this.#lifecycle.applyHeld(node, timed("install", this.#clock.now), undefined);
    this.#stream.release();
  }

  /** Has `manifold` take the place of that of `node`, which has been linked to the new inputs. */
  replace(node: Node, manifold: GivenManifold): Promise<void> {
    this.#waves.relinked(node);
    placeLater(node, manifold);
    return this.change(node, REPLACE, rootTrigger(node.name, "replaced"));
  }

  /** Has `node` stopped, and what is `next` follow. Fulfilled once its worker has ended. */
  change(node: Node, next: NextAction, trigger: TriggerLink): Promise<void> {
    const done = whenDone(node);
    this.#lifecycle.stop(node, next, trigger);
    return done;
  }

  /** Restarts the worker of `node`. */
  bounce(node: Node): void {
    this.#lifecycle.stop(node, BOUNCE, rootTrigger(node.name, "bounced"));
  }

  /** Lets `node` start again, where it was held. */
  release(node: Node): void {
    // Nothing is started any more.
    if (this.#state !== "started") return;
    const trigger = rootTrigger(node.name, "released");
    this.#lifecycle.apply(node, timed("release", this.#clock.now), trigger);
  }

  /** Takes up what is to be done: all of it, or as much as fits in this turn of the event loop. */
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
    if (this.#progress.alive > 0 || this.#state !== "stopping") return;
    this.#state = "stopped";
    this.#events.engineStopped(this.worst, this.abandoned.names);
    this.#end.resolve();
  };
}
