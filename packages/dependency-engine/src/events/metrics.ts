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
    switch (event.kind) {
      case "started":
        return metrics.recordStart?.(event.manifold, event.took);
      case "ended":
        return metrics.recordEnd?.(event.manifold, event.error);
      case "overran":
        return metrics.recordOverrun?.(event.manifold, event.what);
      case "degraded":
        return metrics.recordHealth?.(event.manifold, event.reason);
      case "recovered":
        return metrics.recordHealth?.(event.manifold, undefined);
      case "wave settled":
        return metrics.recordWave?.(event.took, event.started, event.ended);
      default:
    }
  };
}
