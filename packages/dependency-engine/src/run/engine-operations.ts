/*
 * What can be asked of an engine about one manifold: checked here, against what is installed, before
 * anything moves.
 */
import {
  AlreadyInstalledError,
  EngineStoppingError,
  NotInstalledError,
} from "../contract/errors.js";
import type { GroupHost } from "../contract/group.js";
import type { Manifold } from "../contract/manifold.js";
import { checkName } from "../config-checks.js";
import { takeManifold } from "../manifold-checks.js";
import type { Node } from "../graph/node.js";
import { REMOVE, rest } from "../lifecycle/state-values.js";
import { rootTrigger } from "../lifecycle/trigger.js";
import type { Supervisor } from "./supervisor.js";

export class EngineOperations implements GroupHost {
  readonly #supervisor: Supervisor;

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor;
  }

  /** @param removed - called once the manifold is forgotten, whoever had it removed */
  install(name: string, given: Manifold, removed?: () => void): void {
    const { manifold, inputs } = takeManifold(name, given);
    const { state, graph } = this.#supervisor;
    if (state !== "started") throw new EngineStoppingError(name);
    if (graph.get(name)?.manifold !== undefined) throw new AlreadyInstalledError(name);
    this.#supervisor.readClock();
    this.#supervisor.install(graph.link(name, inputs), manifold, removed);
  }

  /** @returns once the new manifold has taken the place of the old one */
  replace(name: string, given: Manifold): Promise<void> {
    const { manifold, inputs } = takeManifold(name, given);
    const { state, graph } = this.#supervisor;
    if (state !== "started") throw new EngineStoppingError(name);
    const node = this.#installed(name);
    graph.link(name, inputs);
    return this.#supervisor.replace(node, manifold);
  }

  /** @returns once the worker has ended and the manifold is forgotten */
  remove(name: string): Promise<void> {
    return this.#supervisor.change(this.#installed(name), REMOVE, rootTrigger(name, "removed"));
  }

  /** Stops a worker and starts it again, with all that depends on it. */
  bounce(name: string): void {
    this.#supervisor.bounce(this.#installed(name));
  }

  /** @returns once the worker has ended; it is not started again until it is released */
  hold(name: string): Promise<void> {
    return this.#supervisor.change(this.#installed(name), rest("held"), rootTrigger(name, "held"));
  }

  /** @throws {EngineStoppingError} */
  release(name: string): void {
    if (this.#supervisor.state !== "started") throw new EngineStoppingError(name);
    this.#supervisor.release(this.#installed(name));
  }

  #installed(name: string): Node {
    checkName("the name of a manifold", name);
    const { graph } = this.#supervisor;
    this.#supervisor.readClock();
    const node = graph.get(name);
    if (node?.manifold !== undefined) return node;
    throw new NotInstalledError(name, graph.installedNames());
  }
}
