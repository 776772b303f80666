// Workers, as Prometheus counts them: starts, failures, and the time spent in each state.
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

import type { EngineWatch } from "../engine-watch.js";
import type { NodeEvent, NodeView, NodePhase } from "../view/node-view.js";
import type { SeenEvent } from "../view/seen-event.js";
import { WorkerSeries } from "./series.js";

const secondsBuckets = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60];

/** A worker's series, and since when its time in its state has not been counted. */
interface Known {
  readonly series: WorkerSeries;
  phase: NodePhase;
  since: number;
}

/** Counts what the engines of a watch do. */
export class WorkerMetrics {
  readonly #watch: EngineWatch;
  readonly #now: () => number;
  readonly #known = new Map<string, Map<string, Known>>();
  readonly #counters: ReturnType<typeof makeCounters>;
  readonly #states: Counter<"engine" | "worker" | "state">;

  constructor(watch: EngineWatch, now: () => number, registry: Registry) {
    this.#watch = watch;
    this.#now = now;
    this.#counters = makeCounters(registry);
    this.#states = new Counter({
      name: "holdfast_worker_state_seconds_total",
      help: "Time that each worker has spent in each state.",
      labelNames: ["engine", "worker", "state"],
      registers: [registry],
      collect: () => this.#countTime(),
    });
  }

  /** Counts one event, which the watch's view has taken in already. */
  take(event: SeenEvent): void {
    if (event.kind === "wave settled") {
      this.#counters.waves.observe({ engine: event.engine }, event.took / 1000);
    }
    if (!("manifold" in event)) return;
    const node = this.#watch.view(event.engine)?.nodes.get(event.manifold);
    if (node === undefined) {
      this.#forgetWorker(event.engine, event.manifold);
      return;
    }
    const known = this.#follow(event.engine, node, event.at);
    this.#count(event, known.series);
  }

  /** Forgets an engine that is no longer shown, with all its workers' series. */
  forget(engine: string): void {
    for (const { series } of this.#known.get(engine)?.values() ?? []) series.remove();
    this.#known.delete(engine);
    this.#counters.waves.remove({ engine });
    this.#counters.startTime.remove({ engine });
  }

  #count(event: NodeEvent & { readonly engine: string }, series: WorkerSeries): void {
    const { starts, ends, failures, overruns, startTime } = this.#counters;
    const worker = { engine: event.engine, worker: event.manifold };
    switch (event.kind) {
      case "started":
        starts.inc(series.note(starts, "starts", worker));
        startTime.observe({ engine: event.engine }, event.took / 1000);
        break;
      case "ended":
        ends.inc(series.note(ends, "ends", { ...worker, outcome: event.outcome }));
        if (event.outcome === "failed") {
          const code = event.error?.code ?? "none";
          failures.inc(series.note(failures, "failures", { ...worker, code }));
        }
        break;
      case "overran":
        overruns.inc(series.note(overruns, "overruns", { ...worker, what: event.what }));
        break;
      default:
        break;
    }
  }

  /** Counts the time in the state that a worker has left, and knows it in the state it is in. */
  #follow(engine: string, node: NodeView, at: number): Known {
    const workers = this.#known.get(engine) ?? new Map<string, Known>();
    this.#known.set(engine, workers);
    const known = workers.get(node.name) ?? {
      series: new WorkerSeries(),
      phase: node.phase,
      since: at,
    };
    workers.set(node.name, known);
    const { running, degraded } = this.#counters;
    const worker = { engine, worker: node.name };
    running.set(known.series.note(running, "running", worker), runs(node.phase) ? 1 : 0);
    const isDegraded = node.degraded !== undefined;
    degraded.set(known.series.note(degraded, "degraded", worker), isDegraded ? 1 : 0);
    if (known.phase !== node.phase) {
      this.#addTime(engine, node.name, known, at);
      known.phase = node.phase;
    }
    return known;
  }

  #countTime(): void {
    const now = this.#now();
    for (const { name, nodes } of this.#watch.views) {
      for (const node of nodes.values()) {
        this.#addTime(name, node.name, this.#follow(name, node, node.since), now);
      }
    }
  }

  #addTime(engine: string, worker: string, known: Known, until: number): void {
    const labels = { engine, worker, state: known.phase };
    // A clock that was set back must not make a counter fall.
    const seconds = Math.max(0, until - known.since) / 1000;
    this.#states.inc(known.series.note(this.#states, "states", labels), seconds);
    known.since = until;
  }

  #forgetWorker(engine: string, worker: string): void {
    this.#known.get(engine)?.get(worker)?.series.remove();
    this.#known.get(engine)?.delete(worker);
  }
}

/** Whether a worker runs in a phase: one that is to be renewed runs on meanwhile. */
function runs(phase: NodePhase): boolean {
  return phase === "started" || phase === "outdated" || phase === "updating";
}

function makeCounters(registry: Registry) {
  const registers = [registry];
  return {
    starts: new Counter({
      name: "holdfast_worker_starts_total",
      help: "Successful starts of each worker.",
      labelNames: ["engine", "worker"] as const,
      registers,
    }),
    ends: new Counter({
      name: "holdfast_worker_ends_total",
      help: "Ends of each worker, or of its start, by how it ended.",
      labelNames: ["engine", "worker", "outcome"] as const,
      registers,
    }),
    failures: new Counter({
      name: "holdfast_worker_failures_total",
      help: "Failures of each worker, by the error's code.",
      labelNames: ["engine", "worker", "code"] as const,
      registers,
    }),
    overruns: new Counter({
      name: "holdfast_worker_overruns_total",
      help: "Deadlines that a worker let pass, by what took too long.",
      labelNames: ["engine", "worker", "what"] as const,
      registers,
    }),
    running: new Gauge({
      name: "holdfast_worker_running",
      help: "1 while the worker runs, else 0.",
      labelNames: ["engine", "worker"] as const,
      registers,
    }),
    degraded: new Gauge({
      name: "holdfast_worker_degraded",
      help: "1 while the worker says that it does not run as it should, else 0.",
      labelNames: ["engine", "worker"] as const,
      registers,
    }),
    startTime: new Histogram({
      name: "holdfast_worker_start_seconds",
      help: "How long successful starts took.",
      labelNames: ["engine"] as const,
      buckets: secondsBuckets,
      registers,
    }),
    waves: new Histogram({
      name: "holdfast_wave_seconds",
      help: "How long it took, after a change, until nothing moved any more.",
      labelNames: ["engine"] as const,
      buckets: secondsBuckets,
      registers,
    }),
  };
}
