import { Registry } from "prom-client";

import type { EngineWatch } from "../engine-watch.js";
import type { TransportTap } from "../metrics/transport-observer.js";
import type { Sources } from "../sources.js";
import { agentMetrics } from "./agent-metrics.js";
import { processMetrics } from "./process-metrics.js";
import { transportMetrics } from "./transport-metrics.js";
import { WorkerMetrics } from "./worker-metrics.js";

/** What is counted: engines, the transport, and what is known of the agent. */
export interface Counted {
  readonly sources?: Sources;
  readonly engines: EngineWatch;
  readonly transport: TransportTap;
}

/** Everything `/metrics` shows, kept in a registry of its own. */
export class Prometheus implements Disposable {
  readonly #registry = new Registry();
  readonly #stop: (() => void)[];

  constructor({ engines, transport, sources = {} }: Counted, now: () => number) {
    agentMetrics(engines, sources, this.#registry);
    const workers = new WorkerMetrics(engines, now, this.#registry);
    const ofProcess = processMetrics(this.#registry);
    this.#stop = [
      engines.follow((event) => workers.take(event)),
      engines.onForget((engine) => workers.forget(engine)),
      transport.add(transportMetrics(this.#registry)),
      () => ofProcess[Symbol.dispose](),
    ];
  }

  /** The media type of {@link text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics, in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stop) stop();
  }
}
