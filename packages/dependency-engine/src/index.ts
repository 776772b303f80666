// Declare work
export { resourceName, resourceNames, type ResourceName, type ResourceOf } from "./names.js";
export type { AnyResourceName, FilterFunc, Manifold, StartContext } from "./manifold.js";
// Run it
export { Engine } from "./engine.js";
export type { EngineConfig } from "./engine-config.js";
export { runWorker, type Worker } from "./worker.js";
export { type EngineAccess, selfManifold } from "./self-manifold.js";
// Understand it
export {
  AlreadyInstalledError,
  BounceError,
  CallbackError,
  CycleError,
  EngineConfigError,
  EngineError,
  type EngineErrorCode,
  EngineStoppingError,
  MissingError,
  type MissingReason,
  NotAWorkerError,
  NotInstalledError,
  StartOverrunError,
  StopOverrunError,
  UninstallError,
} from "./errors.js";
export { causes } from "./causes.js";
export type { EngineReport, ManifoldReport } from "./report.js";
// Give it the world
export { type Clock, systemClock } from "./clock.js";
export type { Logger } from "./logger.js";
export type { EngineMetrics } from "./metrics.js";
