import type { EngineListener } from "./events.js";

/** Where the engine counts what it does. Members must not throw, and nobody waits for them. */
export interface EngineMetrics {
  /** A worker of the manifold has started, `ms` after its start was called. */
  recordStart?(manifold: string, ms: number): void;
  /** A worker of the manifold, or its start, has ended; `error` is undefined for a clean end. */
  recordEnd?(manifold: string, error: unknown): void;
  /** A deadline passed. */
  recordOverrun?(manifold: string, what: "start" | "stop" | "update" | "report"): void;
  /**
   * A worker said that it does not run as it should, and why; undefined where it said that it does
   * again. Its end says nothing of this: the next worker begins well.
   */
  recordHealth?(manifold: string, degraded: string | undefined): void;
  /** Everything settled, `ms` after the first thing moved. */
  recordWave?(ms: number, started: number, ended: number): void;
}

/** A subscriber that counts what happens. */
export function measureEvents(metrics: EngineMetrics): EngineListener {
  return (event) => {
    if (event.kind === "started") metrics.recordStart?.(event.manifold, event.took);
    else if (event.kind === "ended") metrics.recordEnd?.(event.manifold, event.error);
    else if (event.kind === "overran") metrics.recordOverrun?.(event.manifold, event.what);
    else if (event.kind === "degraded") metrics.recordHealth?.(event.manifold, event.reason);
    else if (event.kind === "recovered") metrics.recordHealth?.(event.manifold, undefined);
    else if (event.kind === "wave settled") {
      metrics.recordWave?.(event.took, event.started, event.ended);
    }
  };
}
