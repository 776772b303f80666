// Write a strategy
export type { ConnectFunc, ConnectStrategy } from "./strategy.js";
// Publish it
export {
  CONNECT_API_VERSION,
  type ConnectPlugin,
  type ConnectPluginDefinition,
  defineConnectPlugin,
  type OptionsOf,
} from "./plugin/plugin.js";
// What the agent's container holds
export {
  AGENT,
  API_OPEN,
  CLOCK,
  CONNECT_POLICY,
  CONNECT_STRATEGY,
  LOGGER,
  RANDOM,
} from "./tokens.js";
export { token } from "./token.js";
export {
  createContainer,
  type DependencyContainer,
  type FactoryFunction,
  inject,
  injectable,
  injectAll,
  type InjectionToken,
  instanceCachingFactory,
  Lifecycle,
} from "./di.js";
// Compose: log in
export { connectFallback, type FallbackLogin, type FallbackOptions } from "./connect-fallback.js";
export { openProvisioned, type ProvisionedOptions } from "./provisioning.js";
export { closeOnFailure, closeQuietly } from "./closing.js";
export {
  type ConnectPolicy,
  defaultConnectPolicy,
  type ProvisioningWait,
  type RefusalPatience,
} from "./connect-policy.js";
// Compose: what follows a login
export { recordModel } from "./record-model.js";
export { type Life, readLife, requireLife, setRemotePassword } from "./entity.js";
export {
  markAccepted,
  replacePassword,
  rotate,
  type RotationOptions,
  type RotationOutcome,
} from "./rotation.js";
// Compose: take new credentials while a connection is open
export { type CredentialsReplaced, watchCredentials } from "./watch-credentials.js";
// Compose: judge a failure
export { Judge, type JudgeOptions } from "./judge.js";
export { impossible, impossibleReason } from "./impossible.js";
export {
  isOutOfPatience,
  refusedAgain,
  type RefusalEpisode,
  RefusalMemory,
} from "./refusal-memory.js";
// The rotation's states, pure
export {
  acceptedKey,
  type Credentials,
  credentialsOf,
  fingerprint,
  type RotationStep,
  rotationStep,
} from "./credentials.js";
// What can go wrong
export {
  ApiInfoMissingError,
  ChangedPasswordError,
  type ConnectErrorCode,
  ConnectImpossibleError,
  hasCode,
  type ImpossibleReason,
  isChangedPassword,
  isConnectImpossible,
} from "./errors.js";
export {
  CredentialsRefusedError,
  EntityDeadError,
  EntityDeniedError,
  ModelUnknownError,
  PasswordResetError,
  UnknownLifeError,
} from "./entity-errors.js";
export { ConnectPluginError, type ConnectPluginErrorCode } from "./plugin/plugin-error.js";
// Choose and load (agents)
export { type ConnectChoice, connectChoice } from "./plugin/choose-strategy.js";
export {
  loadConnectPlugin,
  type LoadedConnectPlugin,
  type LoadPluginOptions,
  pluginSpecifiers,
} from "./plugin/load-plugin.js";
export {
  CONNECT_PLUGIN_KEYWORD,
  type InstalledPackage,
  listConnectPlugins,
} from "./plugin/list-plugins.js";
export {
  connectStrategyNamed,
  installConnectPlugin,
  installedStrategies,
  useConnectStrategy,
} from "./plugin/install-plugin.js";
// Find any module the way plugins are found
export { owningPackage, resolveFrom } from "./plugin/resolve-plugin.js";
// What a plugin needs of the packages below, so that it depends on this one alone
export {
  type Agent,
  type AgentConfig,
  type AgentConfigSetter,
  generatePassword,
  knownPasswords,
} from "@holdfast/agent-config";
export {
  type ApiCaller,
  ApiError,
  type ApiErrorCode,
  type ApiInfo,
  type Connection,
  type DialOptions,
  facadeClient,
  type OpenFunc,
} from "@holdfast/api-open";
export {
  type Clock,
  type Logger,
  type Random,
  silentLogger,
  sleep,
  systemClock,
  wallNow,
} from "@holdfast/ports";
export type { ControllerTag, MachineTag, ModelTag, Tag, UnitTag } from "@holdfast/names";
