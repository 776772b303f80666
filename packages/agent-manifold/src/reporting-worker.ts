import type { Worker } from "@holdfast/dependency-engine";

/** `worker`, with something to say in the engine's report. `report` must answer at once. */
export function reportingWorker(worker: Worker, report: () => Record<string, unknown>): Worker {
  return { kill: () => worker.kill(), wait: () => worker.wait(), report };
}
