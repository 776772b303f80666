// The connection, as a manifold
export { manifold, type ManifoldConfig } from "./connection/api-caller.js";
export { reconnectPolicy } from "./connection/reconnect-policy.js";
export { narratedOpen } from "./connection/narrate.js";
// What lies around it
export { agentManifold } from "./workers/agent-manifold.js";
export {
  type ApiConfigWatcherConfig,
  apiConfigWatcherManifold,
} from "./workers/api-config-watcher.js";
export {
  type ApiAddressUpdaterConfig,
  apiAddressUpdaterManifold,
} from "./workers/api-address-updater.js";
export { type MachinerConfig, machinerManifold, type MachineStatus } from "./workers/machiner.js";
export { type LogSenderConfig, logSenderManifold } from "./workers/log-sender.js";
export { LogBuffer, type LogBufferOptions, type LogRecord } from "./workers/log-buffer.js";
export { teeLogger } from "./tee-logger.js";
export { type ModelMachinesConfig, modelMachinesManifold } from "./workers/model-machines.js";
export {
  AGENT_NAME,
  API_ADDRESS_UPDATER_NAME,
  API_CALLER_NAME,
  API_CONFIG_WATCHER_NAME,
  IS_RESPONSIBLE_FLAG_NAME,
  LOG_SENDER_NAME,
  MACHINER_NAME,
  MIGRATION_FORTRESS_NAME,
  MIGRATION_INACTIVE_FLAG_NAME,
  MIGRATION_MINION_NAME,
  MODEL_MACHINES_NAME,
  NOT_DEAD_FLAG_NAME,
} from "./manifold-names.js";
// Follow a model to another controller
export {
  type MigrationMinionConfig,
  migrationMinionManifold,
} from "./migration/migration-minion.js";
export {
  type MigrationInactiveFlagConfig,
  migrationInactiveFlagManifold,
} from "./migration/migration-inactive-flag.js";
// Gates, flags, fortresses, and the house of a manifold
export { type Condition, conditionFlagManifold, type Flag } from "./flags/flag.js";
export { type LifeFlagConfig, lifeFlagManifold } from "./flags/life-flag.js";
export { type ResponsibleFlagConfig, responsibleFlagManifold } from "./flags/responsible-flag.js";
export { Gate, gateFlagManifold, gateManifold } from "./flags/gate.js";
export { type FortressGuard, type FortressGuest, fortressManifold } from "./flags/fortress.js";
export { house, type Housing } from "./flags/housing.js";
// Assemble an agent
export { strictAtFirst } from "./connection/strict-at-first.js";
export {
  type AgentContainerOptions,
  assembleEngine,
  createAgentContainer,
  ENGINE,
  ENGINE_DELAYS,
  ERROR_POLICY,
  MANIFOLD,
} from "./container.js";
export {
  agentEngineDelays,
  type AgentEngineOptions,
  createAgentEngine,
  type EngineDelays,
} from "./agent-engine.js";
export { type Decorate, named, type NamedManifold } from "./named-manifold.js";
// Write workers
export { changes, type Observable } from "./changes.js";
export { labelledLogger } from "./labelled-logger.js";
export { reportingWorker } from "./reporting-worker.js";
export { untilAborted } from "./until-aborted.js";
// What errors mean
export {
  type AgentEnd,
  agentEnd,
  type AgentExitCode,
  type ErrorPolicy,
  machinePolicy,
  machineVerdicts,
  modelPolicy,
  type Verdict,
} from "./error-policy.js";
export {
  type AgentEndCode,
  AgentEndError,
  ControllerUntrustedError,
  FatalAgentError,
  ModelRemovedError,
  RebootMachineError,
  RestartAgentError,
  ShutdownMachineError,
  TerminateAgentError,
  UpgradeReadyError,
} from "./agent-errors.js";
export {
  AddressesNotSavedError,
  AddressesUnknownError,
  AgentManifoldError,
  type AgentManifoldErrorCode,
  CannotOpenApiError,
  ConnectionBrokenError,
  ConnectionCloseError,
  FortressAbortedError,
  FortressShutdownError,
  UnsupportedTagError,
  WrongWorkerError,
} from "./errors.js";
