import { errorFacts } from "@holdfast/ports";
import { AbandonedError } from "./contract/abandoned-error.js";
import { EngineConfigError } from "./contract/errors.js";
import { type EngineConfig, type ResolvedConfig, resolveConfig } from "./engine-config.js";
import { logEvents } from "./events/event-logger.js";
import { EventStream } from "./events/event-stream.js";
import type { EngineListener } from "./events/events.js";
import { type Explanation, explain } from "./report/explain.js";
import { Group } from "./contract/group.js";
import type { Inputs, Manifold } from "./contract/manifold.js";
import { measureEvents } from "./events/metrics.js";
import type { ResourceName } from "./contract/resource-name.js";
import type { EngineReport, ManifoldReport } from "./report/report.js";
import { Reporter } from "./report/reporter.js";
import { EngineOperations } from "./run/engine-operations.js";
import { filtered } from "./run/error-callbacks.js";
import { allReady, outputWhenReady, type Readiness } from "./run/readiness.js";
import { boundedClock } from "./timers/bounded-clock.js";
import { Supervisor } from "./run/supervisor.js";
import type { Worker } from "./contract/worker.js";

/**
 * Runs workers that depend on one another, and restarts exactly those that must be whenever one of
 * them comes, goes or changes. An engine is itself a worker.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { once } from "node:events";
 * import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
 *
 * const untilTold = async (signal: AbortSignal): Promise<void> => void (await once(signal, "abort"));
 * const clockName = resourceName<() => number>("clock");
 * const greeterName = resourceName("greeter");
 *
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3000,
 *   bounceDelay: 10,
 * });
 * engine.install(greeterName, {
 *   inputs: [clockName],
 *   start: ({ get }) => {
 *     assert.equal(typeof get(clockName)(), "number"); // running, and it outlives this worker
 *     return runWorker(untilTold);
 *   },
 * });
 * engine.install(clockName, {
 *   inputs: [],
 *   start: () => runWorker(untilTold),
 *   output: () => Date.now,
 * });
 * await engine.settled();
 * assert.equal(engine.report().manifolds["greeter"]?.state, "started");
 *
 * engine.bounce(clockName); // and with it whatever depends on it, once
 * await engine.settled();
 * assert.equal(engine.report().manifolds["greeter"]?.["start-count"], 2);
 * engine.kill();
 * await engine.wait();
 * ```
 */
export class Engine implements Worker, AsyncDisposable {
  readonly #config: ResolvedConfig;
  readonly #events: EventStream;
  readonly #supervisor: Supervisor;
  readonly #operations: EngineOperations;
  readonly #reporter: Reporter;
  readonly #readiness: Readiness;
  readonly #end: Promise<void>;
  /** Somebody who waits for its end has to know of those that did not end. */
  #isAccountable = false;

  /** @throws {EngineConfigError} naming the value that cannot work */
  constructor(config: EngineConfig = {}) {
    const resolved = resolveConfig(config);
    const clock = boundedClock(resolved.clock, (error) =>
      this.#events.emit({ kind: "callback failed", callback: error.callback, error }),
    );
    this.#config = { ...resolved, clock };
    this.#events = new EventStream(clock);
    if (config.logger !== undefined) this.#events.subscribe(logEvents(config.logger));
    if (config.metrics !== undefined) this.#events.subscribe(measureEvents(config.metrics));
    this.#supervisor = new Supervisor(this.#config, this.#events);
    this.#operations = new EngineOperations(this.#supervisor);
    this.#reporter = new Reporter(this.#config, this.#events, (ms, callback) =>
      this.#supervisor.after(ms, callback),
    );
    this.#readiness = {
      graph: this.#supervisor.graph,
      events: this.#events,
      life: () => this.#supervisor,
      explain: (name) => this.explain(name).text,
    };
    this.#end = this.#supervisor.ended.then(() => this.#conclude());
    // The end is whoever calls wait()'s; until then a rejection is nobody's fault.
    this.#end.catch(() => undefined);
  }

  // What runs

  /**
   * Adds a manifold and, as soon as its inputs allow, starts its worker. Inputs may be installed
   * later, or never.
   * @throws {AlreadyInstalledError} for a name in use; {@link CycleError}, naming the path;
   *   {@link EngineStoppingError}; {@link EngineConfigError}. Nothing is changed then.
   */
  install<
    T,
    W extends Worker = Worker,
    const Needs extends Inputs = Inputs,
    const Optional extends Inputs = readonly [],
  >(name: ResourceName<T>, manifold: Manifold<NoInfer<T>, W, Needs, Optional>): void {
    this.#operations.install(name, manifold);
  }

  /**
   * Puts another manifold in the place of an installed one: its worker is stopped, with all that
   * depends on it, and then they start anew, once each. Inputs may differ.
   * @returns a promise fulfilled once the old worker has ended
   * @throws {NotInstalledError} with the nearest name; {@link CycleError}; {@link EngineStoppingError}
   */
  replace<
    T,
    W extends Worker = Worker,
    const Needs extends Inputs = Inputs,
    const Optional extends Inputs = readonly [],
  >(name: ResourceName<T>, manifold: Manifold<NoInfer<T>, W, Needs, Optional>): Promise<void> {
    return this.#operations.replace(name, manifold);
  }

  /**
   * Stops a worker, dependents first, and forgets its manifold. Dependents that can do without it
   * start again.
   * @returns a promise fulfilled once the worker has ended
   * @throws {NotInstalledError} with the nearest name
   */
  remove(name: string): Promise<void> {
    return this.#operations.remove(name);
  }

  /**
   * Restarts a worker, with all that depends on it. One that waits for its next attempt is tried at
   * once, and one that was degraded is given another chance.
   * @throws {NotInstalledError} with the nearest name
   */
  bounce(name: string): void {
    this.#operations.bounce(name);
  }

  /** A new, empty group of manifolds that start and stop as one. */
  group(): Group {
    return new Group(this.#operations);
  }

  // How it ends

  /** Tells every worker to stop, dependents before what they depend on. Returns at once. */
  kill(): void {
    this.#supervisor.kill();
  }

  /**
   * As `kill`, where somebody waits no longer than `ms` milliseconds: the whole stop takes no longer
   * than that, nor than the engine's `stopBudget`. Whoever has not ended by then is abandoned, and
   * `wait()` is rejected with an {@link AbandonedError} that names them. An engine does this with those
   * that run in it.
   * @returns how long it may take, in ms
   */
  killWithin(ms: number): number {
    this.#isAccountable = true;
    // What is no number of milliseconds limits nothing.
    if (!(ms >= 0 || ms < 0)) return this.#supervisor.kill();
    return this.#supervisor.kill(Math.max(0, ms));
  }

  /**
   * Fulfilled once every worker has ended or, its deadline passed, been abandoned; rejected with
   * the worst fatal error, as the engine's filter leaves it. Where workers were abandoned, that is the
   * cause of an {@link AbandonedError} which names them.
   */
  wait(): Promise<void> {
    return this.#end;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.wait();
  }

  #conclude(): void {
    const error = filtered("filter", this.#config.filter, this.#supervisor.worst);
    const { names } = this.#supervisor.abandoned;
    const isClean = error === undefined;
    if (names.length > 0 && (this.#isAccountable || !isClean)) {
      throw new AbandonedError(names, error);
    }
    if (!isClean) throw error;
  }

  // How it is doing

  /**
   * Fulfilled once nothing moves: every manifold is started, or rests, or waits for a delay that is
   * longer than its dependents wait. So it says that the engine is at rest, not that all is well:
   * for that, wait until what you need is {@link ready}. Rejected with the signal's reason when that
   * is aborted.
   */
  settled(signal?: AbortSignal): Promise<void> {
    return this.#supervisor.settled(signal);
  }

  /**
   * Waits until a manifold runs, and gives its output: undefined where it has none. A program that
   * reads an output so holds it as nobody's dependent: it is told by nothing when the worker goes.
   * Without a name it waits until every installed manifold runs or, its work done, has finished.
   * Behaviour of ours; Juju's engine has none like it.
   *
   * @throws {NotReadyError} with what `explain` says, where it cannot come as things stand: it is not
   *   installed, rests for good, or the engine stops. One that will be tried again is waited for. The
   *   signal's reason, where that is aborted.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { Engine, resourceName, worker } from "@holdfast/dependency-engine";
   *
   * const port = resourceName<number>("port");
   * const engine = new Engine();
   * engine.install(port, worker({ output: () => 8080 }));
   * assert.equal(await engine.ready(port, { signal: AbortSignal.timeout(1000) }), 8080);
   * await assert.rejects(engine.ready(resourceName("prot")), { code: "ERR_NOT_READY" });
   * engine.kill();
   * await engine.wait();
   * ```
   */
  ready(options?: { readonly signal?: AbortSignal }): Promise<void>;
  ready<T>(name: ResourceName<T>, options?: { readonly signal?: AbortSignal }): Promise<T>;
  ready(
    first: string | { readonly signal?: AbortSignal } = {},
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<unknown> {
    return typeof first === "string"
      ? outputWhenReady(this.#readiness, first, options.signal)
      : allReady(this.#readiness, first.signal);
  }

  /** A snapshot, at once and at any time, even after the end. It never waits for a worker. */
  report(): EngineReport {
    const { state, worst, graph, abandoned } = this.#supervisor;
    const clock = this.#supervisor.readClock();
    // `fromEntries` defines each name as a key of its own, `__proto__` too.
    const manifolds: Record<string, ManifoldReport> = Object.fromEntries(
      Array.from(graph.installed(), (node) => [
        node.name,
        this.#reporter.report(node, clock, abandoned.count(node.name)),
      ]),
    );
    const report: EngineReport = { state, manifolds };
    if (worst !== undefined) report.error = errorFacts(worst).message;
    if (abandoned.names.length > 0) report.abandoned = [...abandoned.names];
    return report;
  }

  /**
   * A report for which workers that promise their part are given the report deadline to keep it.
   * Rejected with the signal's reason when that is aborted.
   */
  async gatherReport(signal?: AbortSignal): Promise<EngineReport> {
    this.report();
    await this.#reporter.gather(this.#supervisor.graph.installed(), signal);
    return this.report();
  }

  /**
   * Why a manifold is not running, or why it last restarted: in words and as data, with the root
   * cause. A name that is not installed is explained too, with the nearest that is.
   */
  explain(name: string): Explanation {
    const { graph, abandoned } = this.#supervisor;
    const { restart } = this.#config;
    return explain(graph, name, this.#supervisor.readClock(), abandoned.count(name), restart);
  }

  /**
   * Hears of everything that happens, in order, and as soon as it has been applied: a listener may call
   * the engine. What it throws is told as an event, and it hears on.
   * @returns what ends the subscription
   * @throws {EngineConfigError} where it is no function
   */
  subscribe(listener: EngineListener): () => void {
    if (typeof listener !== "function") throw new EngineConfigError("listener is not a function");
    return this.#events.subscribe(listener);
  }
}
