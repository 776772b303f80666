/*
 * Workers that check, at every call the engine makes, what it promises: that a start is given
 * nothing stale, that nothing runs twice, and that nobody is told to stop before those who hold its
 * output have ended.
 */
import { flushPromises as turn, VirtualClock } from "@holdfast/ports/testing";
import { seededRandom } from "@holdfast/ports";
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
import type { Incarnation } from "./incarnation.js";

/** How a manifold behaves. Times in ms of the virtual clock. */
export interface Behaviour {
  readonly inputs: readonly string[];
  readonly optional: readonly string[];
  readonly needs: ReadonlySet<string>;
  /** How long its start takes; undefined for one that returns its worker at once. */
  readonly startsIn: number | undefined;
  /** How long its worker takes to stop. */
  readonly stopsIn: number;
  /** How many starts fail before the first that works. */
  readonly failures: number;
  /** Its start does not listen to its signal. */
  readonly deaf: boolean;
  /** Its worker is an engine of its own, with the worker inside. */
  readonly nested: boolean;
}

export interface WorldOptions {
  readonly errorDelay: number;
  readonly bounceDelay: number;
  readonly patience: number;
  readonly stopDeadline: number;
  readonly restart: readonly RestartPolicy[];
  readonly seed: number;
}

export class World {
  readonly clock = new VirtualClock(1_000_000);
  readonly engine: Engine;
  /** One line for each event. */
  readonly log: string[] = [];
  readonly faults: string[] = [];
  /** Every start that came up, in order. */
  readonly started: Incarnation[] = [];
  /** A group for each manifold, by which it can be held. */
  readonly #groups = new Map<string, Group>();
  readonly #options: WorldOptions;
  readonly #lives: Incarnation[] = [];
  #order = 0;
  #worst: unknown = undefined;
  /** Those that the engine ended without. */
  #abandoned: readonly string[] = [];

  constructor(options: WorldOptions) {
    this.#options = options;
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
    return this.#lives.findLast(
      (life) => life.name === name && !life.ended && life.up && life.toldAt === undefined,
    );
  }

  /** Lets time pass until nothing moves. A world that cannot settle is at fault. */
  async settle(): Promise<void> {
    // What ends inside an engine that is a worker is on its way out for some steps.
    await turn();
    await this.pass(this.engine.settled(), "the engine does not settle");
  }

  /** Lets time pass until `awaited` is fulfilled. */
  async pass(awaited: Promise<unknown>, otherwise: string): Promise<void> {
    const over = new AbortController();
    void awaited.finally(() => over.abort());
    await turn();
    while (!over.signal.aborted) {
      const next = this.clock.next();
      if (next === undefined) {
        this.fault(`${otherwise}: ${JSON.stringify(this.engine.report())}`);
        return;
      }
      await this.clock.advance(next - this.clock.now());
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
    const named = (inputs: readonly string[]): ResourceName<Incarnation>[] =>
      inputs.map((input) => resourceName<Incarnation>(input));
    return {
      inputs: named(behaviour.inputs),
      optional: named(behaviour.optional),
      start: (context) => {
        const life = this.#begin(name);
        const { startsIn, deaf } = behaviour;
        context.signal.addEventListener("abort", () => this.#told(life));
        const finish = (): Worker => {
          failures -= 1;
          return this.#finish(life, behaviour, context, failures >= 0);
        };
        if (startsIn === undefined) return finish();
        this.#take(life, behaviour, context);
        return this.#later(startsIn, deaf ? undefined : context.signal).then(finish, (error) => {
          life.ended = true;
          throw error;
        });
      },
      output: (worker) => this.#byWorker.get(worker),
    };
  }

  readonly #byWorker = new WeakMap<Worker, Incarnation>();

  #begin(name: string): Incarnation {
    for (const other of this.#lives) {
      if (other.name === name && !other.ended && !this.#wasAbandoned(other)) {
        this.fault(`"${name}" is started while it still runs`);
      }
      const holdsOld = !other.ended && other.holds.some((input) => input.name === name);
      if (holdsOld && !this.#wasAbandoned(other)) {
        this.fault(`"${name}" is started while "${other.name}" still holds the one before`);
      }
    }
    const life: Incarnation = {
      name,
      holds: [],
      calledAt: this.tick(),
      up: false,
      toldAt: undefined,
      ended: false,
      end: undefined,
    };
    this.#lives.push(life);
    return life;
  }

  /** Takes what there is, and checks that it is fresh. */
  #take(life: Incarnation, { inputs, optional }: Behaviour, { find }: StartContext): void {
    for (const name of [...inputs, ...optional]) {
      const input = find(resourceName<Incarnation>(name));
      if (input === undefined) continue;
      if (input.ended || input.toldAt !== undefined) {
        this.fault(`"${life.name}" is given "${name}" which is stopping or stopped`);
      }
      if (!life.holds.includes(input)) life.holds.push(input);
    }
  }

  #finish(life: Incarnation, behaviour: Behaviour, context: StartContext, fails: boolean): Worker {
    try {
      life.holds.length = 0;
      this.#take(life, behaviour, context);
      for (const need of behaviour.needs) context.get(resourceName(need));
      if (fails) throw new Error(`"${life.name}" fails to start`);
    } catch (error) {
      life.ended = true;
      throw error;
    }
    return this.#worker(life, behaviour);
  }

  #worker(life: Incarnation, { stopsIn, nested }: Behaviour): Worker {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // One inside an engine that was killed at once is never waited for.
    promise.catch(() => undefined);
    const end = (error: unknown): void => {
      life.end = undefined;
      if (error === undefined) resolve();
      else reject(error);
    };
    life.end = end;
    life.up = true;
    // One that came up after it was told not to is stopped again, and counts for nobody.
    if (life.toldAt === undefined) this.started.push(life);
    let killed = false;
    const worker: Worker = {
      kill: () => {
        if (killed) return;
        killed = true;
        this.#told(life);
        if (stopsIn === 0) end(undefined);
        else this.clock.setTimeout(() => end(undefined), stopsIn);
      },
      wait: () => promise,
      report: () => ({ holds: life.holds.map(({ name }) => name) }),
    };
    const outer = nested ? engineAround(worker, this.clock, () => this.#told(life)) : worker;
    this.#byWorker.set(outer, life);
    // It has ended when whoever waits can know: here just before the engine, which waits as well.
    const ended = (): void => {
      life.ended = true;
    };
    outer.wait().then(ended, ended);
    return outer;
  }

  #told(life: Incarnation): void {
    for (const other of this.#lives) {
      if (!other.ended && other.holds.includes(life) && !this.#wasAbandoned(other)) {
        this.fault(`"${life.name}" is told to stop while "${other.name}" still holds it`);
      }
    }
    life.toldAt ??= this.clock.now();
  }

  #wasAbandoned({ toldAt }: Incarnation): boolean {
    return toldAt !== undefined && this.clock.now() >= toldAt + this.#options.stopDeadline;
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
