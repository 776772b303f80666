// Declare work
export { resourceName, resourceNames, type ResourceName, type ResourceOf } from "./names.js";
export {
  type AnyResourceName,
  defineManifold,
  type FilterFunc,
  type Inputs,
  type Manifold,
  type StartContext,
} from "./manifold.js";
export { runWorker, type Worker } from "./worker.js";
// Run it
export { Engine } from "./engine.js";
export type { EngineConfig } from "./engine-config.js";
export type { Group } from "./group.js";
export { type EngineAccess, selfManifold } from "./self-manifold.js";
// Decide what is done about failures
export type { Backoff, Jitter } from "./backoff.js";
export type { ErrorMatch, Intensity, RestartPolicy } from "./policy.js";
// Understand errors
export {
  AlreadyInstalledError,
  BounceError,
  CallbackError,
  CycleError,
  EngineConfigError,
  EngineError,
  type EngineErrorCode,
  EngineStoppingError,
  IntensityError,
  MissingError,
  type MissingReason,
  NotAWorkerError,
  NotInstalledError,
  StartOverrunError,
  StopOverrunError,
  UninstallError,
} from "./errors.js";
export { causes } from "./causes.js";
// See what it does, and why
export type { Because, EngineEvent, EngineListener, Happening } from "./events.js";
export type { Trigger } from "./cause.js";
export { eventLine } from "./event-line.js";
export type { Explanation, Reason } from "./explain.js";
export type { EngineReport, ManifoldReport } from "./report.js";
export { isEngineReport, reportText } from "./report-text.js";
export { reportDot, reportMermaid } from "./report-picture.js";
// Give it the world
export { type Clock, systemClock } from "./clock.js";
export { logEvents } from "./event-logger.js";
export type { Logger } from "./logger.js";
export { type EngineMetrics, measureEvents } from "./metrics.js";
