// Declare work
export {
  resourceName,
  resourceNames,
  type ResourceName,
  type ResourceOf,
} from "./contract/resource-name.js";
export {
  type AnyResourceName,
  defineManifold,
  type FilterFunc,
  type Inputs,
  type Manifold,
  type StartContext,
} from "./contract/manifold.js";
export type { Health } from "./contract/health.js";
export { runWorker, type Worker } from "./contract/worker.js";
export {
  optional,
  type OptionalInput,
  type OutputsOf,
  worker,
  type WorkerDefinition,
  type WorkerInputs,
} from "./define-worker.js";
// Run it
export { Engine } from "./engine.js";
export type { EngineConfig } from "./engine-config.js";
export type { Group } from "./contract/group.js";
export { type EngineAccess, selfManifold } from "./self-manifold.js";
// Decide what is done about failures
export type { Backoff, Jitter } from "@holdfast/ports";
export type { ErrorMatch, Intensity, RestartPolicy } from "./contract/restart-policy.js";
// Understand errors
export { AbandonedError } from "./contract/abandoned-error.js";
export { EngineError, type EngineErrorCode } from "./contract/engine-error.js";
export {
  BounceError,
  MissingError,
  type MissingReason,
  UninstallError,
} from "./contract/end-signals.js";
export {
  AlreadyInstalledError,
  CallbackError,
  CycleError,
  EngineConfigError,
  EngineStoppingError,
  IntensityError,
  NotAWorkerError,
  NotInstalledError,
  NotReadyError,
  StartAbortedError,
  StartOverrunError,
  StopOverrunError,
} from "./contract/errors.js";
export { codeOf, errorChain } from "@holdfast/ports";
// See what it does, and why
export { MANIFOLD_PHASES, type ManifoldPhase } from "./lifecycle/phase.js";
export type { RestReason } from "./lifecycle/node-state.js";
export type { Because, EngineEvent, EngineListener, Happening } from "./events/events.js";
export type { Trigger } from "./lifecycle/trigger.js";
export { eventLine } from "./events/event-line.js";
export type { Explanation } from "./report/explain.js";
export type { Reason } from "./report/reason.js";
export type { EngineReport, ManifoldReport } from "./report/report.js";
export { isEngineReport, reportText } from "./report/report-text.js";
export { reportDot, reportMermaid } from "./report/report-picture.js";
// Give it the world
export {
  type Clock,
  type Logger,
  systemClock,
  type Timer,
  type WallClock,
  wallNow,
} from "@holdfast/ports";
export { logEvents } from "./events/event-logger.js";
export { type EngineMetrics, measureEvents } from "./events/metrics.js";
