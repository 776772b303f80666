// For whoever makes an agent from code. What agents are made of beyond their connection is
// @holdfast/agent-manifold/building-blocks.

// The connection, as a manifold
export { manifold, type ManifoldConfig } from "./connection/api-caller.js";
export { reconnectPolicy } from "./connection/reconnect-policy.js";
// What every agent has beside it
export { agentManifold } from "./workers/agent-manifold.js";
export {
  type ApiConfigWatcherConfig,
  apiConfigWatcherManifold,
} from "./workers/api-config-watcher.js";
export { AGENT_NAME, API_CALLER_NAME, API_CONFIG_WATCHER_NAME } from "./manifold-names.js";
// Run it: an engine with an agent's delays and policy
export {
  agentEngineDelays,
  type AgentEngineOptions,
  createAgentEngine,
  type EngineDelays,
} from "./agent-engine.js";
// Or have it assembled by a container
export {
  type AgentContainerOptions,
  assembleEngine,
  createAgentContainer,
  ENGINE,
  ENGINE_DELAYS,
  ERROR_POLICY,
  MANIFOLD,
} from "./container.js";
export { type Decorate, named, type NamedManifold } from "./named-manifold.js";
// What errors mean
export { type ErrorPolicy, machinePolicy, modelPolicy } from "./agent-end/error-policy.js";
export {
  type AgentEnd,
  agentEnd,
  agentEndReason,
  type AgentEndRule,
  type AgentExit,
  machineEndRules,
} from "./agent-end/agent-end.js";
export {
  type AgentEndCode,
  AgentEndError,
  ControllerUntrustedError,
  MisconfiguredError,
  FatalAgentError,
  ModelRemovedError,
  RebootMachineError,
  RestartAgentError,
  ShutdownMachineError,
  TerminateAgentError,
  UpgradeReadyError,
} from "./agent-end/agent-end-errors.js";
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
  NotServedError,
  TooManyRedirectsError,
  UnsupportedTagError,
} from "./errors.js";
