/*
 * The edge. `transition` decides what state follows; here it is entered, and what it asks for is
 * done. Two counters kept along the way say when a wave may move on: `pending`, inputs that are
 * coming, holds a start back; `holders`, workers that still hold an output, holds a stop back.
 * So a change costs work in proportion to what it affects, whatever the size of the graph.
 */
import { endCause, inputCause, rootCause } from "../lifecycle/trigger.js";
import { startDeadline, stopDeadline } from "./deadlines.js";
import type { SettledConfig } from "../engine-config.js";
import { StartOverrunError, StopOverrunError } from "../contract/errors.js";
import type { EventStream } from "../events/event-stream.js";
import { Graph } from "../graph/graph.js";
import { Judge } from "./restart-decider.js";
import type { Manifold } from "../contract/manifold.js";
import { Moment } from "../timers/cached-clock.js";
import { Motion } from "./progress.js";
import type { Node } from "../graph/node.js";
import type { EngineState } from "../lifecycle/engine-state.js";
import type { NodeEvent, NodeState, Sequel } from "../lifecycle/node-state.js";
import {
  allowed,
  timed,
  CAME_UP,
  ended,
  fail,
  FREE,
  PATIENCE,
  rest,
  RESTART,
  wakes,
  wish,
} from "../lifecycle/node-events.js";
import { isEcho, isUp, mustEnd, transition } from "../lifecycle/transition.js";
import { takePlace } from "./apply-pending-change.js";
import { Timekeeper } from "./node-timers.js";
import { Turns } from "../timers/time-slice.js";
import { Waves } from "./waves.js";
import { WorkerEdge } from "./worker-runner.js";

const ENGINE_ENDS = rest("engine");

export class Supervisor {
  readonly graph: Graph = new Graph();
  readonly #config: SettledConfig;
  readonly #moment: Moment;
  readonly #events: EventStream;
  readonly #judge: Judge;
  readonly #waves: Waves;
  readonly #workers: WorkerEdge;
  readonly #time: Timekeeper;
  readonly #motion: Motion;

  #state: EngineState = "stopped";
  #worst: unknown = undefined;
  readonly #end: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(config: SettledConfig, events: EventStream) {
    this.#config = config;
    this.#moment = new Moment(config.clock);
    this.#events = events;
    this.#judge = new Judge(config);
    this.#motion = new Motion(this.#moment, events);
    this.#time = new Timekeeper(config, this.#moment, {
      due: (node) => this.#apply(node, allowed("due", this.#isLate(node))),
      patience: (node) => this.#apply(node, PATIENCE),
      startOverran: (node) => this.#overranStart(node),
      stopOverran: (node) => this.#overranStop(node),
    });
    this.#workers = new WorkerEdge({
      up: this.#up,
      ended: this.#ended,
      endedLate: this.#endedLate,
      killFailed: (node, error) => {
        this.#events.emit({ kind: "kill failed", manifold: node.name, error });
      },
    });
    this.#waves = new Waves(new Turns(config.clock), {
      changed: this.#changed,
      begin: () => this.#moment.begin(),
      advance: this.#advance,
      idle: () => this.#idle(),
    });
    this.#state = "started";
  }

  get state(): EngineState {
    return this.#state;
  }

  /** The worst fatal error so far. */
  get worst(): unknown {
    return this.#judge.internal ?? this.#worst;
  }

  /** Begins a new moment, for whoever comes in from outside. */
  beginMoment(): Moment {
    this.#moment.begin();
    return this.#moment;
  }

  /** Fulfilled once every worker has ended, or been abandoned; with what went wrong left in `worst`. */
  get ended(): Promise<void> {
    return this.#end.promise;
  }

  /** Fulfilled once nothing moves any more. */
  settled(signal?: AbortSignal): Promise<void> {
    this.#waves.schedule();
    return this.#motion.settled(signal);
  }

  /** Asks every worker to stop, dependents first. */
  kill(): void {
    if (this.#state !== "started") return;
    this.#state = "stopping";
    this.#waves.startNothing();
    this.#moment.begin();
    this.#events.emit({ kind: "engine stopping" });
    for (const node of this.graph.all()) this.condemn(node, ENGINE_ENDS);
    this.#waves.schedule();
  }

  /** Takes in `node`, which has been linked to its inputs. */
  install(node: Node, manifold: Manifold): void {
    node.manifold = manifold;
    this.#motion.placed("installed", node, manifold);
    this.#apply(node, timed("install", this.#moment.now));
  }

  /** Has the worker of `node` stopped, once its dependents have ended, and what is `next` follow. */
  condemn(node: Node, next: Sequel): void {
    this.#apply(node, wish("condemn", next, this.#moment.now));
  }

  /** Lets `node` start again, where it was held. */
  release(node: Node): void {
    this.#apply(node, timed("release", this.#moment.now));
  }

  /** Lets `event` happen to `node`, and does what its new state asks for. */
  #apply(node: Node, event: NodeEvent): void {
    const motion = this.#motion;
    const before = node.state;
    const { state, effect } = transition(before, event);
    if (state !== before) {
      node.state = state;
      if (state.kind !== before.kind) {
        node.since = this.#moment.now;
        if (state.kind === "condemned") motion.affected(node);
      }
      motion.moved(node, before);
      this.#waves.touch(node);
    }
    if (node.state.traits.alive === 0) takePlace(node, this.graph, motion);
    switch (effect) {
      case "none":
        break;
      case "start":
        this.#start(node);
        break;
      case "abort":
        motion.affected(node);
        motion.told(node);
        node.context?.abort(new Error(`"${node.name}" is not to be started now`));
        break;
      case "kill":
        motion.told(node);
        this.#workers.kill(node);
        break;
    }
    this.#time.arm(node);
  }

  #start(node: Node): void {
    node.attempts += 1;
    this.#motion.starting(node);
    this.#workers.start(node);
  }

  readonly #up = (node: Node): void => {
    const now = this.#moment.begin();
    if (node.state.kind === "starting") {
      node.startCount += 1;
      node.attempts = 0;
      node.inVain = 0;
      node.startedAt = now;
      node.error = undefined;
      this.#motion.started(node);
    }
    this.#apply(node, CAME_UP);
  };

  /** A worker, or a start, has ended, or is held to have. */
  readonly #ended = (node: Node, raw: unknown): void => {
    const now = this.#moment.begin();
    if (node.state.kind === "starting") node.inVain += now - node.since;
    const verdict = this.#judge.judge(node, raw, now);
    // That a start was not wanted is no error of the manifold's.
    node.error = isEcho(node.state) ? undefined : verdict.error;
    node.endedAt = now;
    this.#motion.ended(node, verdict);
    if (!mustEnd(node.state)) node.cause = endCause(node.name, verdict.outcome.kind, verdict.error);
    const held = this.#workers.letGo(node);
    this.#waves.nudgeFree(held);
    const stopping = this.#state !== "started" || verdict.fatal !== undefined;
    const reaction = stopping ? ENGINE_ENDS : verdict.reaction;
    this.#apply(node, ended(reaction));
    this.#motion.decided(node, reaction);
    if (verdict.fatal !== undefined) this.#fail(node, verdict.fatal.error);
    else if (verdict.escalates && !stopping) this.#escalate(node, held);
  };

  readonly #endedLate = (node: Node, error: unknown): void => {
    node.abandoned -= 1;
    this.#events.emit({ kind: "ended late", manifold: node.name, error });
  };

  #fail(node: Node, error: unknown): void {
    this.#worst = this.#judge.worst(error, this.#worst);
    this.#events.emit({ kind: "fatal", manifold: node.name, error });
    this.kill();
  }

  #escalate(node: Node, held: readonly Node[]): void {
    this.#events.emit({ kind: "escalated", manifold: node.name, to: held.map(nameOf) });
    for (const input of held) {
      if (input.state.kind !== "started") continue;
      input.cause = rootCause(input.name, "dependent escalated", node.error);
      this.condemn(input, RESTART);
    }
  }

  readonly #changed = (node: Node, input: Node): void => {
    const { state } = node;
    const heeds = state.kind === "resting" ? wakes(state.why) : isUpOrStarting(state);
    if (!heeds) return;
    const what = isUp(input.outlook) ? "input came" : "input went";
    node.cause = inputCause(node.name, what, input);
    const now = this.#moment.now;
    const rested = (node.endedAt ?? -Infinity) + this.#config.bounceBackoff.delay;
    this.#apply(node, wish("changed", RESTART, Math.max(now, rested)));
  };

  readonly #advance = (node: Node): void => {
    const { state } = node;
    if (state.kind === "waiting") {
      const held = node.pending > 0 || node.holders > 0;
      if (!held && state.notBefore <= this.#moment.now)
        this.#apply(node, allowed("go", this.#isLate(node)));
    } else if (state.kind === "condemned" && node.holders === 0) {
      this.#apply(node, FREE);
    }
  };

  /** Whether dependents have waited for it long enough, over all that it tried since it last ran. */
  #isLate(node: Node): boolean {
    return node.inVain > this.#config.patience;
  }

  #overranStart(node: Node): void {
    const deadline = startDeadline(node, this.#config);
    this.#events.emit({ kind: "overran", manifold: node.name, what: "start", deadline });
    const error = new StartOverrunError(node.name, deadline);
    node.cause = rootCause(node.name, "start overran", error);
    this.condemn(node, fail(error));
  }

  #overranStop(node: Node): void {
    const deadline = stopDeadline(node, this.#config);
    this.#events.emit({ kind: "overran", manifold: node.name, what: "stop", deadline });
    node.abandoned += 1;
    this.#ended(node, new StopOverrunError(node.name, deadline));
  }

  #idle(): void {
    this.#time.tick();
    this.#motion.idle();
    const over = this.#state === "stopping";
    if (this.#motion.alive > 0 || !over) return;
    this.#state = "stopped";
    this.#events.emit({ kind: "engine stopped", error: this.worst });
    this.#end.resolve();
  }
}

function isUpOrStarting({ kind }: NodeState): boolean {
  return kind === "started" || kind === "starting";
}

function nameOf(node: Node): string {
  return node.name;
}
