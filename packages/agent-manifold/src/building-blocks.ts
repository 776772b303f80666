// For authors of agents: the manifolds that our own agents run above their connection, and what to
// write more of them with.

// Flags, gates and fortresses: when a manifold may run
export { type Condition, conditionFlagManifold, type Flag } from "./flags/flag.js";
export { type LifeFlagConfig, lifeFlagManifold } from "./flags/life-flag.js";
export { type ModelLifeFlagConfig, modelLifeFlagManifold } from "./flags/model-life-flag.js";
export { type ResponsibleFlagConfig, responsibleFlagManifold } from "./flags/responsible-flag.js";
export { Gate, gateFlagManifold, gateManifold } from "./flags/gate.js";
export { type FortressGuard, type FortressGuest, fortressManifold } from "./flags/fortress.js";
export { house, type Housing } from "./flags/housing.js";
// Workers of a machine, and of a model
export {
  type ApiAddressUpdaterConfig,
  apiAddressUpdaterManifold,
} from "./workers/api-address-updater.js";
export { type MachinerConfig, machinerManifold, type StatusTeller } from "./workers/machiner.js";
export { type ModelMachinesConfig, modelMachinesManifold } from "./workers/model-machines.js";
export {
  type UpgradeCommand,
  upgradeCommand,
  type UpgraderConfig,
  upgraderManifold,
} from "./workers/upgrader.js";
export { type LogSenderConfig, logSenderManifold } from "./workers/log-sender.js";
export { LogBuffer, type LogBufferOptions, type LogsinkLine } from "./workers/log-buffer.js";
// Follow a model to another controller
export {
  type MigrationMinionConfig,
  migrationMinionManifold,
} from "./migration/migration-minion.js";
export {
  type MigrationInactiveFlagConfig,
  migrationInactiveFlagManifold,
} from "./migration/migration-inactive-flag.js";
// Under which names our agents install them
export {
  API_ADDRESS_UPDATER_NAME,
  IS_RESPONSIBLE_FLAG_NAME,
  LOG_SENDER_NAME,
  MACHINER_NAME,
  MIGRATION_FORTRESS_NAME,
  MIGRATION_INACTIVE_FLAG_NAME,
  MIGRATION_MINION_NAME,
  MODEL_MACHINES_NAME,
  NOT_DEAD_FLAG_NAME,
  UPGRADER_NAME,
} from "./manifold-names.js";
// Around a connection: when to try again, what is logged of it, whom it trusts
export { ConnectionHistory, type Judgement } from "./connection/connection-history.js";
export { withLoginLogging } from "./connection/login-logging.js";
export { rejectUntrustedOnFirstContact } from "./connection/reject-untrusted.js";
// Write manifolds
export { restWhereUnserved } from "./unserved.js";
export { changes, type Observable } from "./changes.js";
export { reportingWorker } from "./reporting-worker.js";
