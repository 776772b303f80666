// What an agent is
export type { Agent, AgentConfig, AgentConfigSetter } from "./agent.js";
// Open the agent of an agent.conf
export {
  type FileAgent,
  type ObservableAgent,
  openAgent,
  type OpenAgentOptions,
} from "./file-agent.js";
export type { Durability, Recovery } from "./health.js";
export type { RecoveryReason } from "./reconcile.js";
// Only look at it
export { type AgentReading, readAgent } from "./read-agent.js";
// Make one
export { createAgentConf, type NewAgent } from "./create-agent-conf.js";
export { initAgent, type InitAgentOptions, type InitializedAgent } from "./init-agent.js";
// Be the only one
export { type AgentLock, lockAgent, type LockAgentOptions } from "./agent-lock.js";
// See it as one of its models does
export { modelView } from "./model-view.js";
// Passwords
export { knownPasswords, type RememberingConfig } from "./known-passwords.js";
export { generatePassword, MIN_PASSWORD_LENGTH } from "@holdfast/names";
// Addresses and certificates that it may hold
export { certificateExpiry, certificateProblem, certificatesOnly } from "./ca-certificates.js";
// Where its files are, and another disk to keep them on
export { type AgentPaths, agentPaths } from "./agent-paths.js";
export { folderProblem } from "./folder-problem.js";
export type { FilePort, OpenFile } from "./disk/file-port.js";
export type { FileLock } from "@holdfast/file-lock";
export { nodeFiles } from "./disk/node/node-files.js";
// What can go wrong
export {
  AgentConfFormatError,
  AgentConfigError,
  type AgentConfigErrorCode,
  AgentLockedError,
  FileError,
  type FileErrorCode,
} from "./errors.js";
