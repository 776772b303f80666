// Run a controller
export { startController, type StartOptions } from "./start-controller.js";
export type { RunningController } from "./operator/running-controller.js";
export type { JujuReleaseName } from "./api/juju-release.js";
export type { IdentityProvider, MacaroonIssuer, ShownClient } from "./api/identity-provider.js";
// Limit its logins
export { DEFAULT_RATE_LIMIT, type RateLimit, TokenBucket } from "./api/token-bucket.js";
export { LoginTurns } from "./api/login-turns.js";
// Command a controller, running or not
export { openAdmin, type OpenedAdmin } from "./operator/open-admin.js";
export type {
  AddMachineOptions,
  AgentRef,
  ControllerAdmin,
  NewAgentCredentials,
} from "./operator/controller-admin.js";
export type { RebootAction } from "./state/agent.js";
export type { ConfigValue, ModelConfigEntry } from "./state/model-config.js";
export type { Life } from "./state/life.js";
export type { Migration, Phase, Redirect } from "./state/migration.js";
export type { ControllerAccess, ModelAccess } from "./state/user.js";
// Keep a copy of it, and come back from one
export { backupController, type BackedUpKeys } from "./operator/backup.js";
export { type RestoredController, restoreController } from "./operator/restore.js";
export {
  passphraseFromCommand,
  passphraseFromFile,
  type PassphraseSource,
} from "./pki/passphrase.js";
// See what it is doing
export { readLogs } from "./operator/read-logs.js";
export type { LogRecord, SessionKind } from "./state/activity.js";
export type { AgentStatus, ControllerStatus, ModelStatus } from "./operator/status.js";
export type { SessionStatus } from "./operator/session-status.js";
export type {
  AuthorityStatus,
  CertificateStatus,
  LearningAgent,
} from "./operator/authority-status.js";
// Understand failures
export { ControllerError, type ControllerErrorCode } from "./errors.js";
