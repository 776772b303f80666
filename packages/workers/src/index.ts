// Write workers
export {
  type AgentContext,
  defineWorkers,
  WORKERS_API_VERSION,
  type WorkersDefinition,
  type WorkersModule,
  type WorkersOptionsOf,
} from "./define-workers.js";
export { worker } from "./worker.js";
export {
  optional,
  type OutputsOf,
  type WorkerDefinition,
  type WorkerInputs,
} from "@holdfast/dependency-engine";
// What they can take as inputs
export { AGENT_NAME, API_CALLER_NAME } from "@holdfast/agent-manifold";
export {
  type Flag,
  IS_RESPONSIBLE_FLAG_NAME,
  MACHINER_NAME,
  type StatusTeller,
  NOT_DEAD_FLAG_NAME,
} from "@holdfast/agent-manifold/building-blocks";
// Call the controller, and watch it
export {
  type ApiCaller,
  ApiError,
  facadeClient,
  isApiError,
  offeredVersion,
  onlyResult,
  watchAll,
  watchEvents,
  watchNotify,
  watchStrings,
} from "@holdfast/api-open";
export { defineFacade, Machiner } from "@holdfast/facades";
export type { Agent, AgentConfig } from "@holdfast/agent-config";
// Time and the log
export { type Clock, type Logger, sleep } from "@holdfast/ports";
// More than a worker: a manifold with an output, a house, a filter
export { named, type NamedManifold, NotServedError } from "@holdfast/agent-manifold";
export { house, type Housing } from "@holdfast/agent-manifold/building-blocks";
export {
  BounceError,
  type Manifold,
  MissingError,
  type ResourceName,
  resourceName,
  runWorker,
  UninstallError,
  type Worker,
} from "@holdfast/dependency-engine";
// For agents: check what was loaded
export { checkWorkersModule, workersOf } from "./check-workers.js";
export { bindOptions, parseWorkersOptions } from "./options.js";
export { WorkersError, type WorkersErrorCode } from "./errors.js";
