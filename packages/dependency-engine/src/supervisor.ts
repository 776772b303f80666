/*
 * The edge: here, and only here, workers are started, stopped and waited for, and time is asked
 * for. What a manifold does next is decided by `transition`; this module carries it out, keeps the
 * two counters that say when a wave may move on (`pending`: inputs that are coming; `holders`:
 * workers that hold an output), and does work in proportion to what a change affects.
 */
import { Alarms } from "./alarms.js";
import { delayAfter } from "./backoff.js";
import { type Clock, systemClock } from "./clock.js";
import type { EngineConfig, SettledConfig } from "./engine-config.js";
import {
  AlreadyInstalledError,
  CallbackError,
  EngineStoppingError,
  NotAWorkerError,
  NotInstalledError,
  StartOverrunError,
  StopOverrunError,
} from "./errors.js";
import { Graph } from "./graph.js";
import type { Logger } from "./logger.js";
import type { FilterFunc, Manifold } from "./manifold.js";
import type { EngineMetrics } from "./metrics.js";
import type { Node } from "./node.js";
import type { NodeEvent, Reaction, Sequel } from "./node-state.js";
import { type Outcome, outcomeOf } from "./outcome.js";
import { reactionTo } from "./reaction.js";
import { ActiveContext } from "./start-context.js";
import { outlookOf, RESTART, transition } from "./transition.js";
import { Turns } from "./turns.js";
import { isWorker, type Worker } from "./worker.js";

/** The engine's own life: it takes installs while it runs, and ends once the last worker has. */
export type EngineState = "started" | "stopping" | "stopped";

const CHECK_TURN_EVERY = 64;

export class Supervisor {
  readonly graph: Graph = new Graph();
  readonly #config: SettledConfig;
  readonly #filter: FilterFunc | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger | undefined;
  readonly #metrics: EngineMetrics | undefined;
  readonly #turns: Turns;
  readonly #alarms = new Alarms<Node>();
  #timer: { at: number; handle: unknown } | undefined;

  /** Nodes whose outlook may have changed. */
  readonly #outlooks: Node[] = [];
  /** Nodes that may be able to move. */
  #work: Node[] = [];
  #scheduled = false;

  #state: EngineState = "started";
  #alive = 0;
  #worst: unknown = undefined;
  #internal: { error: unknown } | undefined;
  readonly #ended: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(settled: SettledConfig, config: EngineConfig) {
    this.#config = settled;
    this.#filter = config.filter;
    this.#clock = config.clock ?? systemClock;
    this.#logger = config.logger;
    this.#metrics = config.metrics;
    this.#turns = new Turns(this.#clock);
    // The end is whoever calls wait()'s; until then a rejection is nobody's fault.
    this.#ended.promise.catch(() => undefined);
  }

  get state(): EngineState {
    return this.#state;
  }

  get worst(): unknown {
    return this.#internal?.error ?? this.#worst;
  }

  wait(): Promise<void> {
    return this.#ended.promise;
  }

  install(name: string, manifold: Manifold): void {
    if (this.#state !== "started") throw new EngineStoppingError(name);
    if (this.graph.get(name)?.manifold !== undefined) throw new AlreadyInstalledError(name);
    const node = this.graph.link(name, [...manifold.inputs, ...(manifold.optional ?? [])]);
    node.manifold = manifold;
    for (const input of node.inputs) if (input.outlook === "coming") node.pending += 1;
    this.#apply(node, { kind: "install", now: this.#clock.now() });
  }

  /** Asks every worker to stop, dependents first. */
  kill(): void {
    if (this.#state !== "started") return;
    this.#state = "stopping";
    for (const node of this.graph.all()) {
      if (node.manifold !== undefined) this.#condemn(node, { kind: "rest", why: "engine" });
    }
    this.#schedule();
  }

  /** Stops a worker and starts it again, with all that depends on it. */
  bounce(name: string): void {
    this.#condemn(this.#installed(name), RESTART);
  }

  /** Stops a worker, with all that depends on it, and forgets its manifold. */
  remove(name: string): void {
    this.#condemn(this.#installed(name), { kind: "remove" });
  }

  #installed(name: string): Node {
    const node = this.graph.get(name);
    if (node?.manifold === undefined) throw new NotInstalledError(name, undefined);
    return node;
  }

  #condemn(node: Node, next: Sequel): void {
    this.#apply(node, { kind: "condemn", next, now: this.#clock.now() });
  }

  /** Lets `event` happen to `node`, and does what follows from its new state. */
  #apply(node: Node, event: NodeEvent): void {
    const before = node.state;
    const { state, effect } = transition(before, event);
    if (state !== before) {
      const lived = node.alive;
      node.state = state;
      if (state.kind !== before.kind) node.since = this.#clock.now();
      if (lived !== node.alive) this.#alive += lived ? -1 : 1;
      this.#look(node);
      this.#enqueue(node);
      if (state.kind === "absent") this.#forget(node);
    }
    switch (effect) {
      case "none":
        break;
      case "start":
        this.#start(node);
        break;
      case "abort":
        node.context?.abort(new Error(`"${node.name}" is no longer to be started`));
        break;
      case "kill":
        this.#kill(node, node.worker);
        break;
      case "abandon":
        this.#logger?.warn("abandoned: it overran its deadline to stop", { manifold: node.name });
        break;
    }
    this.#arm(node);
  }

  #forget(node: Node): void {
    node.manifold = undefined;
    node.pending = 0;
    this.graph.unlink(node);
  }

  // Starting and stopping

  #start(node: Node): void {
    const { manifold } = node;
    if (manifold === undefined) return;
    const incarnation = ++node.incarnation;
    node.held = heldBy(node);
    for (const input of node.held) input.holders += 1;
    const context = new ActiveContext(node);
    node.context = context;
    try {
      const starting = manifold.start(context);
      if (isWorker(starting)) {
        this.#onWorker(node, incarnation, context, starting);
        return;
      }
      Promise.resolve(starting).then(
        (worker) => this.#onWorker(node, incarnation, context, worker),
        (error: unknown) => this.#onEnd(node, incarnation, reasonOf(error)),
      );
    } catch (error) {
      this.#onEnd(node, incarnation, reasonOf(error));
    }
  }

  /** A start has come up with a worker. */
  #onWorker(node: Node, incarnation: number, context: ActiveContext, worker: unknown): void {
    context.expire();
    if (!isWorker(worker)) {
      this.#onEnd(node, incarnation, new NotAWorkerError(node.name));
      return;
    }
    worker.wait().then(
      () => this.#onEnd(node, incarnation, undefined),
      (error: unknown) => this.#onEnd(node, incarnation, reasonOf(error)),
    );
    if (node.incarnation !== incarnation) {
      // Its start was abandoned long ago: nobody will ever use this worker.
      this.#kill(node, worker);
      return;
    }
    node.context = undefined;
    node.worker = worker;
    if (node.state.kind === "starting") {
      const now = this.#clock.now();
      this.#metrics?.recordStart?.(node.name, now - node.since);
      node.startCount += 1;
      node.startedAt = now;
      node.error = undefined;
    }
    this.#apply(node, { kind: "started" });
  }

  #kill(node: Node, worker: Worker | undefined): void {
    try {
      worker?.kill();
    } catch (error) {
      this.#logger?.error("kill threw", { manifold: node.name, error });
    }
  }

  /** A worker, or a start that had none yet, has ended; or its deadline to do so has passed. */
  #onEnd(node: Node, incarnation: number, error: unknown): void {
    if (node.incarnation !== incarnation) {
      node.abandoned -= 1;
      this.#logger?.info("an abandoned worker has ended", { manifold: node.name, error });
      return;
    }
    const reaction = this.#judge(node, error);
    this.#letGo(node);
    this.#apply(node, { kind: "ended", reaction });
  }

  #abandon(node: Node): void {
    const error = new StopOverrunError(node.name, this.#config.stopDeadline);
    this.#metrics?.recordOverrun?.(node.name, "stop");
    const reaction = this.#judge(node, error);
    node.abandoned += 1;
    this.#letGo(node);
    this.#apply(node, { kind: "abandon", reaction });
  }

  /** Forgets the present worker, and gives back what it held. */
  #letGo(node: Node): void {
    node.incarnation += 1;
    node.worker = undefined;
    node.context?.expire();
    node.context = undefined;
    node.endedAt = this.#clock.now();
    for (const input of node.held) {
      input.holders -= 1;
      if (input.holders === 0) this.#enqueue(input);
    }
    node.held = NONE;
  }

  #judge(node: Node, raw: unknown): Reaction {
    const now = this.#clock.now();
    node.recentErrors = this.#countErrors(node, raw, now);
    const error = this.#filtered(node, raw);
    node.error = error;
    this.#metrics?.recordEnd?.(node.name, error);
    if (this.#isFatal(error)) this.#fail(error);
    if (this.#state !== "started") return { kind: "rest", why: "engine" };
    const outcome = outcomeOf(error);
    this.#logEnd(node, outcome);
    return reactionTo(node.state, outcome, {
      error: () => this.#restartAfter(node, this.#config.errorDelay, now),
      bounce: () => this.#restartAfter(node, this.#config.bounceDelay, now),
    });
  }

  #countErrors(node: Node, error: unknown, now: number): number {
    if (error === undefined) return 0;
    if (node.state.kind === "aborting" || outcomeOf(error).kind === "missing") return 1;
    const ran = node.startedAt !== undefined && node.worker !== undefined;
    if (ran && now - (node.startedAt ?? now) >= this.#config.backoffResetTime) return 1;
    return node.recentErrors + 1;
  }

  #filtered(node: Node, error: unknown): unknown {
    if (node.manifold?.filter === undefined) return error;
    try {
      return node.manifold.filter(error);
    } catch (thrown) {
      return new CallbackError(`the filter of "${node.name}"`, thrown);
    }
  }

  #isFatal(error: unknown): boolean {
    try {
      return this.#config.isFatal(error);
    } catch (thrown) {
      this.#internal ??= { error: new CallbackError("isFatal", thrown) };
      this.kill();
      return false;
    }
  }

  #fail(error: unknown): void {
    try {
      this.#worst = this.#worst === undefined ? error : this.#config.worstError(error, this.#worst);
    } catch (thrown) {
      this.#internal ??= { error: new CallbackError("worstError", thrown) };
    }
    this.#logger?.error("fatal: the engine stops", { error });
    this.kill();
  }

  #restartAfter(node: Node, base: number, now: number): Reaction & { kind: "restart" } {
    const { backoffFactor: factor, maxDelay: max, random, patience } = this.#config;
    const delay = delayAfter(base, node.recentErrors, { factor, max, random });
    return { kind: "restart", notBefore: now + delay, late: delay > patience };
  }

  #logEnd(node: Node, outcome: Outcome): void {
    const manifold = node.name;
    if (outcome.kind !== "failed") this.#logger?.debug("ended", { manifold, why: outcome.kind });
    else if (node.state.kind === "stopping" || node.state.kind === "aborting") {
      this.#logger?.debug("stopped with an error", { manifold, error: outcome.error });
    } else this.#logger?.error("failed", { manifold, error: outcome.error });
  }

  // Waves

  #look(node: Node): void {
    if (node.inOutlooks) return;
    node.inOutlooks = true;
    this.#outlooks.push(node);
  }

  #enqueue(node: Node): void {
    if (node.inWork) return;
    node.inWork = true;
    this.#work.push(node);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#drain);
  }

  /** Everything that can move, moves; outlooks first, so that no start sees half a change. */
  readonly #drain = (): void => {
    let done = 0;
    for (;;) {
      this.#propagate();
      const node = this.#work[done];
      if (node === undefined) break;
      node.inWork = false;
      this.#advance(node);
      done += 1;
      if (done % CHECK_TURN_EVERY === 0 && this.#turns.spent()) {
        this.#work.splice(0, done);
        this.#turns.later(this.#drain);
        return;
      }
    }
    this.#work = [];
    this.#scheduled = false;
    this.#setTimer();
    if (this.#state === "stopping" && this.#alive === 0) this.#finish();
  };

  /** Tells dependents how their inputs look now, and theirs, until nothing changes. */
  #propagate(): void {
    for (let node = this.#outlooks.pop(); node !== undefined; node = this.#outlooks.pop()) {
      node.inOutlooks = false;
      const before = node.outlook;
      const after = outlookOf(node.state, node.pending > 0);
      if (after === before) continue;
      node.outlook = after;
      const coming = Number(after === "coming") - Number(before === "coming");
      const changed = (after === "up") !== (before === "up");
      for (const dependent of node.dependents) {
        dependent.pending += coming;
        if (changed) this.#changed(dependent);
        this.#look(dependent);
        this.#enqueue(dependent);
      }
    }
  }

  /** An input of `node` came or went. */
  #changed(node: Node): void {
    if (this.#state !== "started") return;
    const now = this.#clock.now();
    const ended = node.endedAt;
    const notBefore =
      node.state.kind === "resting" && ended !== undefined && this.#config.bounceDelay > 0
        ? Math.max(now, ended + this.#config.bounceDelay)
        : now;
    this.#apply(node, { kind: "changed", notBefore });
  }

  #advance(node: Node): void {
    const { state } = node;
    if (state.kind === "waiting") {
      if (node.pending > 0 || node.holders > 0 || state.notBefore > this.#clock.now()) return;
      this.#apply(node, { kind: "go" });
    } else if (state.kind === "condemned" && node.holders === 0) {
      this.#apply(node, { kind: "released" });
    }
  }

  #finish(): void {
    this.#state = "stopped";
    const { promise, resolve, reject } = this.#ended;
    void promise;
    if (this.#internal !== undefined) {
      reject(this.#internal.error);
      return;
    }
    let error = this.#worst;
    try {
      if (this.#filter !== undefined) error = this.#filter(error);
    } catch (thrown) {
      error = new CallbackError("filter", thrown);
    }
    if (error === undefined || error === null) resolve();
    else reject(error);
  }

  // Time

  /** Sets when `node` must be looked at again although nothing happens to it. */
  #arm(node: Node): void {
    const at = this.#alarmOf(node);
    if (at === Infinity) this.#alarms.clear(node);
    else if (node.alarmIndex < 0 || node.alarmAt !== at) {
      this.#alarms.set(node, at);
      this.#schedule();
    }
  }

  #alarmOf(node: Node): number {
    const { state, since } = node;
    const { patience, startDeadline, stopDeadline } = this.#config;
    switch (state.kind) {
      case "absent":
      case "resting":
      case "started":
        return Infinity;
      case "waiting":
        if (state.notBefore > this.#clock.now()) return state.notBefore;
        return node.holders > 0 && !state.late
          ? Math.max(since, state.notBefore) + patience
          : Infinity;
      case "condemned":
        return state.late ? Infinity : since + patience;
      case "starting":
        return since + (state.late ? startDeadline : Math.min(patience, startDeadline));
      case "aborting":
      case "stopping":
        return since + (state.late ? stopDeadline : Math.min(patience, stopDeadline));
    }
  }

  /** One timer of the clock serves all; one that is too early is left to fire in vain. */
  #setTimer(): void {
    const next = this.#alarms.next();
    if (this.#timer !== undefined) {
      if (next !== undefined && this.#timer.at <= next) return;
      this.#clock.clearTimeout(this.#timer.handle);
      this.#timer = undefined;
    }
    if (next === undefined) return;
    const handle = this.#clock.setTimeout(this.#onTimer, Math.max(0, next - this.#clock.now()));
    this.#timer = { at: next, handle };
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined;
    const now = this.#clock.now();
    for (let node = this.#alarms.take(now); node !== undefined; node = this.#alarms.take(now)) {
      this.#due(node, now);
      this.#arm(node);
    }
    this.#schedule();
  };

  #due(node: Node, now: number): void {
    const { state, since } = node;
    switch (state.kind) {
      case "absent":
      case "resting":
      case "started":
        return;
      case "waiting":
        if (node.holders > 0 && !state.late && now > state.notBefore) {
          this.#apply(node, { kind: "patience" });
        } else {
          this.#apply(node, { kind: "due" });
        }
        return;
      case "condemned":
        this.#apply(node, { kind: "patience" });
        return;
      case "starting":
        if (now - since < this.#config.startDeadline) this.#apply(node, { kind: "patience" });
        else this.#overranStart(node);
        return;
      case "aborting":
      case "stopping":
        if (now - since < this.#config.stopDeadline) this.#apply(node, { kind: "patience" });
        else this.#abandon(node);
        return;
    }
  }

  #overranStart(node: Node): void {
    const error = new StartOverrunError(node.name, this.#config.startDeadline);
    this.#metrics?.recordOverrun?.(node.name, "start");
    this.#logger?.warn("its start overran its deadline", { manifold: node.name });
    this.#condemn(node, { kind: "fail", error });
  }
}

const NONE: readonly Node[] = [];

/** The inputs that are up: all of them, most of the time, and then no list is made. */
function heldBy(node: Node): readonly Node[] {
  return node.inputs.every(isUp) ? node.inputs : node.inputs.filter(isUp);
}

function isUp(node: Node): boolean {
  return node.outlook === "up";
}

/** A rejection without a reason is still one. */
function reasonOf(error: unknown): unknown {
  return error ?? new Error("rejected without a reason");
}
