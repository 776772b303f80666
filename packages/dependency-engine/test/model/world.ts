/*
 * Workers that check, at every call the engine makes, what it promises: that a start is given
 * nothing stale, that nothing runs twice, and that nobody is told to stop before those who hold its
 * output have ended.
 */
import { errorText, seededRandom } from "@holdfast/ports";
import { flushPromises as turn, passUntil, VirtualClock } from "../../src/testing/index.js";
import {
  AbandonedError,
  Engine,
  eventLine,
  type Group,
  type Manifold,
  type ResourceName,
  resourceName,
  type RestartPolicy,
  type StartContext,
  type Worker,
} from "../../src/index.js";
import { engineAround } from "./engine-around.js";
import { FatalError, worse } from "./fatal.js";
import type { Behaviour, Incarnation, Output } from "./incarnation.js";
import { add, isServing, Lives } from "./lives.js";

export interface WorldOptions {
  readonly errorDelay: number;
  readonly bounceDelay: number;
  readonly patience: number;
  readonly stopDeadline: number;
  readonly restart: readonly RestartPolicy[];
  readonly seed: number;
}

/** What stands between the world and the engine: nothing, or what makes the engine a flawed one. */
export type Flaw = (manifold: Manifold) => Manifold;

export class World {
  readonly clock = new VirtualClock(1_000_000);
  readonly engine: Engine;
  /** One line for each event. */
  readonly log: string[] = [];
  readonly faults: string[] = [];
  /** Every start that came up, in order. */
  readonly started: Incarnation[] = [];
  /** How often each took new inputs while it ran. */
  readonly updates = new Map<string, number>();
  /** How often there was none of it, where there had been one. */
  get gaps(): ReadonlyMap<string, number> {
    return this.#lives.gaps;
  }
  /** A group for each manifold, by which it can be held. */
  readonly #groups = new Map<string, Group>();
  readonly #lives: Lives;
  #order = 0;
  #worst: unknown = undefined;
  /** Those that the engine ended without. */
  #abandoned: readonly string[] = [];

  readonly #flaw: Flaw;

  constructor(options: WorldOptions, flaw: Flaw = (manifold) => manifold) {
    this.#lives = new Lives(this, options.stopDeadline);
    this.#flaw = flaw;
    this.engine = new Engine({
      isFatal: (error) => error instanceof FatalError,
      worstError: worse,
      ...options,
      clock: this.clock,
      random: seededRandom(options.seed),
    });
    this.engine.subscribe((event) => {
      this.log.push(eventLine(event));
      if (event.kind === "engine stopped") this.#abandoned = event.abandoned ?? [];
      if (event.kind !== "fatal") return;
      this.#worst = this.#worst === undefined ? event.error : worse(event.error, this.#worst);
    });
  }

  /** Lets time pass until the engine has ended, which must be with the worst of what was fatal. */
  async end(): Promise<void> {
    let error: unknown;
    const ended = this.engine.wait().catch((reason: unknown) => (error = reason));
    await this.pass(ended, "the engine does not end");
    const left = error instanceof AbandonedError ? error.manifolds : [];
    const why = error instanceof AbandonedError ? error.cause : error;
    if (why !== this.#worst)
      this.fault(`ended with ${String(error)}, not with ${String(this.#worst)}`);
    if (error !== undefined && this.#abandoned.join() !== left.join()) {
      this.fault(`names ${left.join()} in the end, though ${this.#abandoned.join()} never ended`);
    }
  }

  /** The next place in the order of all things. */
  tick(): number {
    this.#order += 1;
    return this.#order;
  }

  fault(text: string): void {
    this.faults.push(`${this.clock.now()}: ${text}`);
  }

  /** The life of `name` that is running and was not told to stop. */
  running(name: string): Incarnation | undefined {
    return this.#lives.running(name);
  }

  /** Lets time pass until nothing moves. A world that cannot settle is at fault. */
  async settle(): Promise<void> {
    // What ends inside an engine that is a worker is on its way out for some steps.
    await turn();
    await this.pass(this.engine.settled(), "the engine does not settle");
  }

  /** Lets time pass until `awaited` is fulfilled. */
  async pass(awaited: Promise<unknown>, otherwise: string): Promise<void> {
    try {
      await passUntil(this.clock, awaited);
    } catch (error) {
      this.fault(`${otherwise}: ${errorText(error)}: ${JSON.stringify(this.engine.report())}`);
    }
  }

  /** Lets time pass until nothing waits for it. */
  async quiesce(): Promise<void> {
    await this.settle();
    for (let next = this.clock.next(); next !== undefined; next = this.clock.next()) {
      await this.clock.advance(next - this.clock.now());
    }
    await this.settle();
  }

  install(name: string, behaviour: Behaviour): void {
    const group = this.engine.group();
    group.install(resourceName(name), this.#manifold(name, behaviour));
    this.#groups.set(name, group);
  }

  replace(name: string, behaviour: Behaviour): void {
    void this.engine.replace(resourceName(name), this.#manifold(name, behaviour));
  }

  hold(name: string): void {
    void this.#groups.get(name)?.stop();
  }

  release(name: string): void {
    this.#groups.get(name)?.start();
  }

  #manifold(name: string, behaviour: Behaviour): Manifold {
    let failures = behaviour.failures;
    // How often it came up, or was updated.
    let made = 0;
    const { samePer = Infinity } = behaviour;
    const named = (inputs: readonly string[]): ResourceName<Output>[] =>
      inputs.map((input) => resourceName<Output>(input));
    const make = (): number => Math.floor(made++ / samePer);
    const manifold: Manifold = {
      inputs: named(behaviour.inputs),
      optional: named(behaviour.optional),
      start: (context) => {
        const life = this.#lives.begin(name, behaviour);
        const { startsIn, deaf } = behaviour;
        context.signal.addEventListener("abort", () => this.#lives.told(life));
        const finish = (): Worker => {
          failures -= 1;
          return this.#finish(life, behaviour, context, failures >= 0, make);
        };
        if (startsIn === undefined) return finish();
        life.holds = this.#take(life, context);
        return this.#later(startsIn, deaf ? undefined : context.signal).then(finish, (error) => {
          life.ended = true;
          throw error;
        });
      },
      output: (worker) => {
        const life = this.#byWorker.get(worker);
        return life === undefined ? undefined : { name, life, value: life.value };
      },
      ...(behaviour.overlap ? { overlap: true } : {}),
    };
    if (behaviour.samePer !== undefined) manifold.same = sameValue;
    if (behaviour.updates !== "never") {
      manifold.update = (worker, context) => {
        const life = this.#byWorker.get(worker);
        if (life !== undefined) return this.#update(life, context, make);
      };
    }
    return this.#flaw(manifold);
  }

  /** Takes new inputs while `life` runs: what it had is good until that is done. */
  async #update(life: Incarnation, context: StartContext, make: () => number): Promise<void> {
    const { updates, updatesIn, deaf } = life.behaviour;
    if (life.ended || life.toldAt !== undefined) this.fault(`"${life.name}" is updated at its end`);
    if (life.updating) this.fault(`"${life.name}" is updated twice at a time`);
    life.updating = true;
    try {
      const before = life.holds;
      life.holds = [...before, ...this.#take(life, context)];
      if (updatesIn !== undefined) {
        await this.#later(updatesIn, deaf ? undefined : context.signal);
      }
      if (updates === "in vain") throw new Error(`"${life.name}" cannot be updated`);
      if (context.signal.aborted) return;
      life.holds = life.holds.slice(before.length);
      life.value = make();
      add(this.updates, life.name);
    } finally {
      life.updating = false;
    }
  }

  readonly #byWorker = new WeakMap<Worker, Incarnation>();

  /** Takes what there is, and checks that it is fresh. */
  #take(life: Incarnation, { find }: StartContext): Output[] {
    const { inputs, optional } = life.behaviour;
    const taken: Output[] = [];
    for (const name of [...inputs, ...optional]) {
      const input = find(resourceName<Output>(name));
      if (input === undefined) continue;
      if (!isServing(input.life)) {
        this.fault(`"${life.name}" is given "${name}" which is stopping or stopped`);
      }
      taken.push(input);
    }
    return taken;
  }

  #finish(
    life: Incarnation,
    behaviour: Behaviour,
    context: StartContext,
    fails: boolean,
    make: () => number,
  ): Worker {
    try {
      life.holds = this.#take(life, context);
      for (const need of behaviour.needs) context.get(resourceName(need));
      if (fails) throw new Error(`"${life.name}" fails to start`);
    } catch (error) {
      life.ended = true;
      throw error;
    }
    life.value = make();
    return this.#worker(life, behaviour);
  }

  #worker(life: Incarnation, { stopsIn, nested }: Behaviour): Worker {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // One inside an engine that was killed at once is never waited for.
    promise.catch(() => undefined);
    const end = (error: unknown): void => {
      life.end = undefined;
      if (life.toldAt === undefined) this.#lives.leaves(life);
      if (error === undefined) resolve();
      else reject(error);
    };
    life.end = end;
    // One that came up after it was told not to is stopped again, and counts for nobody.
    life.up = life.toldAt === undefined;
    if (life.up) this.started.push(life);
    let killed = false;
    const worker: Worker = {
      kill: () => {
        if (killed) return;
        killed = true;
        // One inside an engine is told when that is: what it hears some steps later is no news.
        if (!nested) this.#lives.told(life);
        if (stopsIn === 0) end(undefined);
        else this.clock.setTimeout(() => end(undefined), stopsIn);
      },
      wait: () => promise,
      report: () => ({ holds: life.holds.map(({ name }) => name) }),
    };
    const outer = nested ? engineAround(worker, this.clock, () => this.#lives.told(life)) : worker;
    this.#byWorker.set(outer, life);
    // It has ended when whoever waits can know: here just before the engine, which waits as well.
    const ended = (): void => {
      life.ended = true;
    };
    outer.wait().then(ended, ended);
    return outer;
  }

  #later(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.clock.clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = this.clock.setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        resolve();
      }, ms);
      if (signal?.aborted === true) abort();
      else signal?.addEventListener("abort", abort, { once: true });
    });
  }
}

function sameValue(before: unknown, after: unknown): boolean {
  return isOutput(before) && isOutput(after) && before.value === after.value;
}

function isOutput(value: unknown): value is Output {
  return typeof value === "object" && value !== null && "value" in value;
}
