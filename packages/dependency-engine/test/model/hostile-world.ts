/*
 * A world in which everything that comes from outside is hostile: errors, names, callbacks, listeners,
 * the logger, chance, the date, and workers that never end, inside engines inside the engine. It checks
 * what must hold all the same.
 */
import { errorText, onAbort, readProperty } from "@holdfast/ports";
import {
  Engine,
  type EngineConfig,
  type EngineEvent,
  type EngineReport,
  type Group,
  type Health,
  type Manifold,
  resourceName,
  type Worker,
} from "../../src/index.js";
import { passUntil, VirtualClock } from "../../src/testing/index.js";
import { InnerEnd } from "./engine-around.js";
import { hostileClock } from "./hostile-clock.js";
import { oddManifold, type Oddity, spoil } from "./hostile-manifolds.js";
import { HOSTILE_ERRORS, HOSTILE_RANDOMS, ODD_NAMES } from "./hostile-values.js";

export const STOP_DEADLINE = 100;
export const STOP_BUDGET = 1000;

/** How the worker of one name behaves. */
export interface HostileBehaviour {
  /** Whether it needs the one of the name before. */
  readonly needs: boolean;
  /** ms that it takes to stop; Infinity never ends. */
  readonly stopsIn: number;
  /** How many engines it is inside of. */
  readonly depth: number;
  /** How many of its first workers end at once, asynchronously. */
  readonly failsAtOnce: number;
  readonly odd: Oddity;
}

export interface HostileOptions {
  readonly behaviours: readonly HostileBehaviour[];
  readonly errorDelay: number;
  readonly random: string;
  /** Every which call of the logger, and of a listener, throws. */
  readonly throwsEach: number;
  /** Every which call of a method of the clock fails. */
  readonly clockFailsEach: number;
  /** Every which event a listener calls the engine. */
  readonly callsEach: number;
}

/** What stands between the world and the engine, and makes it a broken one. */
export interface Twin {
  config?(config: EngineConfig): EngineConfig;
  manifold?(manifold: Manifold, config: EngineConfig): Manifold;
  report?(report: EngineReport): EngineReport;
  group?(group: Group, manifold: Manifold): Group;
}

export class HostileWorld {
  readonly clock = new VirtualClock(1_000_000);
  readonly engine: Engine;
  readonly faults: string[] = [];
  readonly #options: HostileOptions;
  readonly #twin: Twin;
  readonly #config: EngineConfig;
  readonly #groups = new Map<string, Group>();
  readonly #ends = new Map<string, (error: unknown) => void>();
  readonly #healths = new Map<string, Health>();
  #logged = 0;
  #lastSeq = 0;
  #saidOfRandom = 0;
  #saidOfClock = 0;
  #usedRandom = false;
  #isStopping = false;

  constructor(options: HostileOptions, twin: Twin = {}) {
    this.#options = options;
    this.#twin = twin;
    const config: EngineConfig = {
      isFatal: (error) => this.#isFatal(error),
      errorDelay: options.errorDelay,
      bounceDelay: 0,
      patience: 10,
      stopDeadline: STOP_DEADLINE,
      stopBudget: STOP_BUDGET,
      random: HOSTILE_RANDOMS[options.random] ?? Math.random,
      clock: hostileClock(this.clock, options.clockFailsEach),
      logger: {
        debug: (_, fields) => this.#log(fields),
        info: (_, fields) => this.#log(fields),
        warn: (_, fields) => this.#log(fields),
        error: (_, fields) => this.#log(fields),
      },
    };
    this.#config = twin.config?.(config) ?? config;
    this.engine = new Engine(this.#config);
    this.engine.subscribe((event) => this.#hear(event));
    // oxlint-disable-next-line typescript/no-misused-promises -- as programs do
    this.engine.subscribe(async ({ seq }) => {
      if (seq % options.throwsEach === 0) throw new Error("a listener's later mistake");
    });
    for (const [index, name] of ODD_NAMES.entries()) this.#install(index, name);
  }

  fault(text: string): void {
    this.faults.push(`${this.clock.now()}: ${text.replaceAll(/x{9,}/g, "xxx…")}`);
  }

  end(name: string, kind: string): void {
    this.#ends.get(name)?.(HOSTILE_ERRORS[kind]?.());
  }

  say(name: string, kind: string): void {
    this.#healths.get(name)?.degraded(HOSTILE_ERRORS[kind]?.());
  }

  hold(name: string): void {
    void this.#groups.get(name)?.stop();
  }

  release(name: string): void {
    this.#groups.get(name)?.start();
  }

  report(): EngineReport {
    const report = this.engine.report();
    return this.#twin.report?.(report) ?? report;
  }

  /** All that were not held run, in the end, and are shown under their names. */
  async checkAlive(held: ReadonlySet<string>): Promise<void> {
    await this.clock.advance(60_000);
    const { manifolds } = this.report();
    JSON.stringify(manifolds);
    for (const [index, name] of ODD_NAMES.entries()) {
      const seen = Object.entries(manifolds).find(([key]) => key === name)?.[1];
      if (seen === undefined) this.fault(`"${name}" is not reported`);
      const chain = this.#neededBy(index).some((needed) => held.has(needed));
      const runs = seen?.state === "started";
      if (seen !== undefined && runs === chain) this.fault(`"${name}" is ${seen.state} for good`);
      if (this.engine.explain(name).name !== name) this.fault(`"${name}" is explained as another`);
    }
  }

  /** The engine stops in time, names who did not end, and nobody revives it. */
  async checkStop(): Promise<void> {
    const running = Object.entries(this.engine.report().manifolds).flatMap(([name, { state }]) =>
      state === "started" ? [name] : [],
    );
    const began = this.clock.now();
    this.#isStopping = true;
    this.engine.kill();
    for (const group of this.#groups.values()) this.#revive(group);
    try {
      await passUntil(this.clock, this.engine.wait());
    } catch (error) {
      this.fault(`ended with ${errorText(error)}`);
    }
    for (const group of this.#groups.values()) this.#revive(group);
    const took = this.clock.now() - began;
    if (took > STOP_BUDGET) this.fault(`the stop took ${took} ms`);
    const abandoned = new Set(this.report().abandoned);
    for (const [index, name] of ODD_NAMES.entries()) {
      const { stopsIn = 0, depth = 0 } = this.#options.behaviours[index] ?? {};
      const shown = [name, ...Array.from({ length: depth }, () => "inner")].join("/");
      if (running.includes(name) && stopsIn === Infinity && !abandoned.has(shown)) {
        this.fault(`"${shown}" never ended, and is not named`);
      }
      if (abandoned.has(shown) && stopsIn < Infinity) this.fault(`"${shown}" was abandoned`);
      if (depth > 0 && abandoned.has(name)) this.fault(`the engine of "${name}" was abandoned`);
    }
    this.#checkTelling();
  }

  #checkTelling(): void {
    if (this.#logged !== this.#lastSeq) {
      this.fault(`the logger heard ${this.#logged} of ${this.#lastSeq} events`);
    }
    const isHostile = this.#options.random !== "a fraction" && this.#usedRandom;
    if (this.#saidOfRandom !== (isHostile ? 1 : 0)) {
      this.fault(`what random did was said ${this.#saidOfRandom} times`);
    }
    if (this.#saidOfClock !== (this.#options.clockFailsEach < Infinity ? 1 : 0)) {
      this.fault(`what the clock did was said ${this.#saidOfClock} times`);
    }
  }

  #revive(group: Group): void {
    try {
      group.start();
      if (group.members.length > 0) this.fault("a group started on an engine that is stopping");
    } catch (error) {
      const isRefusal = readProperty(error, "code") === "ERR_ENGINE_STOPPING";
      if (!isRefusal) this.fault(`refused with ${errorText(error)}`);
    }
  }

  #isFatal(error: unknown): boolean {
    const code = readProperty(error, "code");
    const isWrapped = readProperty(error, "message") === "wrapped";
    if (isWrapped || code === "ERR_BOUNCE" || code === "ERR_START_ABORTED") {
      this.fault("isFatal is shown what is no failure");
    }
    return false;
  }

  #log(fields: object | undefined): void {
    this.#logged += 1;
    if (JSON.stringify(fields).includes("secret")) this.fault("a secret is logged");
    if (this.#logged % this.#options.throwsEach === 0) throw new Error("the log's disk is full");
  }

  #hear(event: EngineEvent): void {
    const { seq, kind } = event;
    if (seq !== this.#lastSeq + 1) this.fault(`event ${seq} follows ${this.#lastSeq}`);
    this.#lastSeq = seq;
    if (kind === "callback failed" && event.callback === "random") this.#saidOfRandom += 1;
    if (kind === "callback failed" && event.callback.startsWith("clock")) this.#saidOfClock += 1;
    if (kind === "retrying") this.#usedRandom = true;
    if (seq % this.#options.callsEach === 0) this.#call(seq);
    if (seq % this.#options.throwsEach === 0) throw new Error("a listener's mistake");
  }

  /** A listener calls the engine in the middle of everything. */
  #call(seq: number): void {
    const name = ODD_NAMES[seq % ODD_NAMES.length] ?? "";
    this.report();
    this.engine.explain(name);
    // Not for ever: what a bounce sets off is heard, too.
    if (seq < 500 && name in this.engine.report().manifolds) this.engine.bounce(name);
  }

  #neededBy(index: number): string[] {
    const name = ODD_NAMES[index] ?? "";
    const needs = index > 0 && this.#options.behaviours[index]?.needs === true;
    return needs ? [name, ...this.#neededBy(index - 1)] : [name];
  }

  #install(index: number, name: string): void {
    const behaviour = this.#options.behaviours[index];
    if (behaviour === undefined) return;
    let failsAtOnce = behaviour.failsAtOnce;
    const inputs = this.#neededBy(index)
      .slice(1, 2)
      .map((input) => resourceName(input));
    const manifold: Manifold = {
      inputs,
      start: (context) => {
        if (this.#isStopping) this.fault(`"${name}" is started on an engine that is stopping`);
        for (const input of inputs) context.get(input);
        this.#healths.set(name, context.health);
        failsAtOnce -= 1;
        const worker = this.#worker(name, behaviour, failsAtOnce >= 0);
        return behaviour.depth > 0 ? this.#around(worker, behaviour.depth) : worker;
      },
      output: () => name,
    };
    const odd = oddManifold(manifold, behaviour.odd, this.clock);
    const flawed = this.#twin.manifold?.(odd, this.#config) ?? odd;
    const group = this.engine.group().install(resourceName(name), flawed);
    this.#groups.set(name, this.#twin.group?.(group, flawed) ?? group);
    if (behaviour.odd === "is changed later") for (const one of [odd, flawed]) spoil(one);
  }

  #worker(name: string, { stopsIn }: HostileBehaviour, failsAtOnce: boolean): Worker {
    const told = new AbortController();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    this.#ends.set(name, reject);
    onAbort(told.signal, () => {
      if (stopsIn === 0) resolve();
      else if (stopsIn < Infinity) this.clock.setTimeout(resolve, stopsIn);
    });
    if (failsAtOnce) reject(new Error("at once"));
    return { kill: () => told.abort(), wait: () => promise };
  }

  /** An engine that runs `worker`, and ends as it does. */
  #around(worker: Worker, depth: number): Engine {
    const engine = new Engine({
      isFatal: () => true,
      filter: (end) => (end instanceof InnerEnd ? end.error : end),
      stopDeadline: STOP_DEADLINE,
      clock: this.clock,
    });
    const start = (): Worker => (depth > 1 ? this.#around(worker, depth - 1) : worker);
    const filter = (error: unknown): unknown =>
      error === undefined ? undefined : new InnerEnd(error);
    engine.install(resourceName("inner"), { inputs: [], start, filter });
    return engine;
  }
}
