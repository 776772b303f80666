import type { Inputs, Manifold } from "./manifold.js";
import type { ResourceName } from "./resource-name.js";
import type { Worker } from "./worker.js";

/** What a group needs of the engine it belongs to. */
export interface GroupHost {
  install(name: string, manifold: Manifold): void;
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
 * await using engine = new Engine({
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

  /** The names of its members, in the order of their installation. */
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
    this.#host.install(name, manifold);
    this.#members.add(name);
    // Nothing starts before the present turn is over, so it never ran.
    if (this.#held) void this.#host.hold(name);
    return this;
  }

  /** Stops every member, and keeps it stopped until `start`. Fulfilled once all have ended. */
  async stop(): Promise<void> {
    this.#held = true;
    await Promise.all(this.members.map((name) => this.#host.hold(name)));
  }

  /** Lets every member start again. */
  start(): void {
    this.#held = false;
    for (const name of this.#members) this.#host.release(name);
  }

  /** Restarts every member, with all that depends on them. */
  bounce(): void {
    for (const name of this.#members) this.#host.bounce(name);
  }

  /** Removes every member. Fulfilled once all have ended. */
  async remove(): Promise<void> {
    const { members } = this;
    this.#members.clear();
    await Promise.all(members.map((name) => this.#host.remove(name)));
  }
}
