/** Where the engine counts what it does. Members must not throw, and nobody waits for them. */
export interface EngineMetrics {
  /** A worker of the manifold has started, `ms` after its start was called. */
  recordStart?(manifold: string, ms: number): void;
  /** A worker of the manifold, or its start, has ended; `error` is undefined for a clean end. */
  recordEnd?(manifold: string, error: unknown): void;
  /** A deadline passed. */
  recordOverrun?(manifold: string, what: "start" | "stop" | "report"): void;
}
