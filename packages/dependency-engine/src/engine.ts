import type { Manifold } from "./manifold.js";
import type { EngineConfig } from "./engine-config.js";
import { settleConfig } from "./engine-config.js";
import type { ResourceName } from "./names.js";
import { type EngineReport, type ManifoldReport, reportNode, textOf } from "./report.js";
import { Supervisor } from "./supervisor.js";
import type { Worker } from "./worker.js";

/**
 * Runs workers that depend on one another, and restarts exactly those that must be whenever one of
 * them comes, goes or changes. An engine is itself a worker.
 */
export class Engine implements Worker {
  readonly #supervisor: Supervisor;

  /** @throws {EngineConfigError} naming the value that cannot work */
  constructor(config: EngineConfig) {
    this.#supervisor = new Supervisor(settleConfig(config), config);
  }

  /**
   * Adds a manifold and, as soon as its inputs allow, starts its worker. Inputs may be installed
   * later, or never.
   * @throws {AlreadyInstalledError} {@link CycleError} {@link EngineStoppingError} nothing is
   *   changed then
   */
  install<T>(name: ResourceName<T>, manifold: Manifold<NoInfer<T>>): void {
    this.#supervisor.install(name, manifold);
  }

  /** Tells every worker to stop, dependents before what they depend on. Returns at once. */
  kill(): void {
    this.#supervisor.kill();
  }

  /** Fulfilled once every worker has ended, or rejected with the worst fatal error. */
  wait(): Promise<void> {
    return this.#supervisor.wait();
  }

  /** A snapshot, at once and at any time, even after the end. */
  report(): EngineReport {
    const { state, worst, graph } = this.#supervisor;
    const manifolds: Record<string, ManifoldReport> = {};
    for (const node of graph.all()) {
      if (node.manifold !== undefined) manifolds[node.name] = reportNode(node);
    }
    return worst === undefined ? { state, manifolds } : { state, manifolds, error: textOf(worst) };
  }
}
