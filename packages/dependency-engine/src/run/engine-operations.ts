/*
 * What can be asked of an engine about one manifold: checked here, against what is installed, before
 * anything moves.
 */
import { rootCause, type Trigger } from "../lifecycle/trigger.js";
import { checkManifold } from "../engine-config.js";
import {
  AlreadyInstalledError,
  EngineStoppingError,
  NotInstalledError,
} from "../contract/errors.js";
import type { GroupHost } from "../contract/group.js";
import type { Manifold } from "../contract/manifold.js";
import type { Node } from "../graph/node.js";
import type { Sequel } from "../lifecycle/node-state.js";
import type { Supervisor } from "./supervisor.js";
import { plain, rest, RESTART } from "../lifecycle/node-events.js";

export class Requests implements GroupHost {
  readonly #supervisor: Supervisor;

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor;
  }

  install(name: string, manifold: Manifold): void {
    checkManifold(name, manifold);
    const { state, graph } = this.#supervisor;
    if (state !== "started") throw new EngineStoppingError(name);
    if (graph.get(name)?.manifold !== undefined) throw new AlreadyInstalledError(name);
    this.#supervisor.beginMoment();
    this.#supervisor.install(graph.link(name, inputsOf(manifold)), manifold);
  }

  /** @returns once the new manifold has taken the place of the old one */
  replace(name: string, manifold: Manifold): Promise<void> {
    checkManifold(name, manifold);
    if (this.#supervisor.state !== "started") throw new EngineStoppingError(name);
    const node = this.#installed(name);
    this.#supervisor.graph.link(name, inputsOf(manifold));
    node.replacement = manifold;
    return this.#ask(node, "replaced", plain("replace"));
  }

  /** @returns once the worker has ended and the manifold is forgotten */
  remove(name: string): Promise<void> {
    return this.#ask(this.#installed(name), "removed", plain("remove"));
  }

  /** Stops a worker and starts it again, with all that depends on it. */
  bounce(name: string): void {
    const node = this.#installed(name);
    node.cause = rootCause(name, "bounced");
    this.#supervisor.condemn(node, RESTART);
  }

  /** @returns once the worker has ended; it is not started again until it is released */
  hold(name: string): Promise<void> {
    return this.#ask(this.#installed(name), "held", rest("held"));
  }

  release(name: string): void {
    const node = this.#installed(name);
    node.cause = rootCause(name, "released");
    this.#supervisor.release(node);
  }

  #installed(name: string): Node {
    const { graph } = this.#supervisor;
    this.#supervisor.beginMoment();
    const node = graph.get(name);
    if (node?.manifold !== undefined) return node;
    throw new NotInstalledError(name, graph.installedNames());
  }

  #ask(node: Node, what: Trigger, next: Sequel): Promise<void> {
    node.cause = rootCause(node.name, what);
    const { promise, resolve } = Promise.withResolvers<void>();
    node.whenDone ??= [];
    node.whenDone.push(resolve);
    this.#supervisor.condemn(node, next);
    return promise;
  }
}

function inputsOf(manifold: Manifold): readonly string[] {
  return manifold.optional === undefined
    ? manifold.inputs
    : [...manifold.inputs, ...manifold.optional];
}
