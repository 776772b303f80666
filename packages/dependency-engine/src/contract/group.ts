import type { Inputs, Manifold } from "./manifold.js";
import type { ResourceName } from "./resource-name.js";
import type { Worker } from "./worker.js";

/** What a group needs of the engine it belongs to. */
export interface GroupHost {
  /** @param removed - called once the manifold is forgotten, whoever had it removed */
  install(name: string, manifold: Manifold, removed: () => void): void;
  remove(name: string): Promise<void>;
  hold(name: string): Promise<void>;
  release(name: string): void;
  bounce(name: string): void;
}

/**
 * Manifolds that start and stop as one: whatever is asked of the group is asked of all its members
 * in one wave, dependents stopping first and starting last, whoever is a member and whoever is not.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { once } from "node:events";
 * import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
 *
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3000,
 *   bounceDelay: 10,
 * });
 * const start = () => runWorker(async (signal) => void (await once(signal, "abort")));
 * const night = engine.group();
 * night.install(resourceName("backup"), { inputs: [], start });
 * night.install(resourceName("report"), { inputs: [], start });
 * await engine.settled();
 *
 * await night.stop(); // both have ended, and stay so
 * assert.equal(engine.report().manifolds["backup"]?.state, "stopped");
 * night.start();
 * await engine.settled();
 * assert.equal(engine.report().manifolds["backup"]?.state, "started");
 * engine.kill();
 * await engine.wait();
 * ```
 */
export class Group {
  readonly #host: GroupHost;
  readonly #members = new Set<string>();
  #held = false;

  /** @internal Made by `engine.group()`. */
  constructor(host: GroupHost) {
    this.#host = host;
  }

  /** The names of its members: of what it installed, as long as that is installed. In the order of their installation. */
  get members(): readonly string[] {
    return [...this.#members];
  }

  /** Installs a manifold as a member. Into a group that is stopped, it is installed stopped. */
  install<
    T,
    W extends Worker = Worker,
    const Needs extends Inputs = Inputs,
    const Optional extends Inputs = readonly [],
  >(name: ResourceName<T>, manifold: Manifold<NoInfer<T>, W, Needs, Optional>): this {
    const isMember = this.#members.has(name);
    this.#members.add(name);
    try {
      this.#host.install(name, manifold, () => this.#members.delete(name));
    } catch (error) {
      if (!isMember) this.#members.delete(name);
      throw error;
    }
    // Nothing starts before the present turn is over, so it never ran.
    if (this.#held && this.#members.has(name)) void this.#host.hold(name);
    return this;
  }

  /** Stops every member, and keeps it stopped until `start`. Fulfilled once all have ended. */
  async stop(): Promise<void> {
    this.#held = true;
    await this.#each((name) => this.#host.hold(name));
  }

  /**
   * Lets every member start again.
   * @throws {EngineStoppingError} once the engine is stopping
   */
  start(): void {
    this.#held = false;
    for (const name of this.members) if (this.#members.has(name)) this.#host.release(name);
  }

  /** Restarts every member, with all that depends on them. */
  bounce(): void {
    for (const name of this.members) if (this.#members.has(name)) this.#host.bounce(name);
  }

  /** Removes every member. Fulfilled once all have ended. */
  async remove(): Promise<void> {
    await this.#each((name) => this.#host.remove(name));
  }

  /** Asks something of every member; of none that is gone by the time it would be asked. */
  async #each(ask: (name: string) => Promise<void>): Promise<void> {
    const asked = this.members.map((name) =>
      this.#members.has(name) ? ask(name) : Promise.resolve(),
    );
    await Promise.all(asked);
  }
}
