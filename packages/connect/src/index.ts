// For authors of connect strategies and plugins. Agents assemble themselves from ./agent.ts; tests
// that build a strategy with one wrong part find the parts in ./testing.ts.
// Write a strategy
export type { ConnectFunc, ConnectStrategy } from "./strategy.js";
export type { StrategyPorts } from "./strategy-ports.js";
// Publish it
export { type ApiVersionRange, CONNECT_API_VERSION } from "./plugin/api-version.js";
export {
  type ConnectPlugin,
  type ConnectPluginDefinition,
  defineConnectPlugin,
  type OptionsOf,
} from "./plugin/plugin.js";
export { ConnectPluginError, type ConnectPluginErrorCode } from "./plugin/plugin-error.js";
// Compose: log in
export { connectFallback, type FallbackLogin, type FallbackOptions } from "./connect-fallback.js";
export { openProvisioned, type ProvisionedOptions } from "./provisioning.js";
export { closeOnFailure, closeQuietly } from "./closing.js";
export {
  type ConnectPolicy,
  defaultConnectPolicy,
  type Patience,
  type ProvisioningWait,
  type RefusalPatience,
} from "./connect-policy.js";
// Compose: what follows a login
export { recordModel } from "./record-model.js";
export type { Life } from "@holdfast/names";
export { readLife, requireLife } from "./entity.js";
export {
  markAccepted,
  replacePassword,
  rotate,
  type RotationOptions,
  type RotationOutcome,
} from "./rotation.js";
export { isMarkedAccepted } from "./credentials.js";
// Compose: take new credentials while a connection is open
export {
  type CredentialsReplaced,
  type CredentialsWork,
  renewCredentials,
  watchCredentials,
} from "./watch-credentials.js";
// Compose: tell permanent failures from passing ones
export {
  RefusalTracker,
  // Its first name, by which plugins outside this repository import it.
  RefusalTracker as Judge,
  type RefusalTrackerOptions,
} from "./refusal-tracker.js";
export { type CredentialWords, passwordWords } from "./credential-words.js";
export { impossible, impossibleReason } from "./impossible.js";
// What can go wrong
export {
  ApiInfoMissingError,
  ChangedPasswordError,
  type ConnectErrorCode,
  ConnectImpossibleError,
  CredentialsWatchStuckError,
  type ImpossibleReason,
  isChangedPassword,
  isConnectImpossible,
} from "./errors.js";
export { hasCode } from "@holdfast/ports";
export {
  CredentialsRefusedError,
  EntityDeadError,
  EntityDeniedError,
  ModelUnknownError,
  NotAdmittedYetError,
  PasswordResetError,
  UnknownLifeError,
} from "./entity-errors.js";
// Find and load a plugin
export {
  loadConnectPlugin,
  type LoadedConnectPlugin,
  type LoadPluginOptions,
} from "./plugin/load-plugin.js";
export { type InstalledPackage, listConnectPlugins } from "./plugin/list-plugins.js";
// Use the container after all: what it offers to `register(container)`, and what it must be given
export {
  AGENT,
  API_OPEN,
  CLOCK,
  CONNECT_POLICY,
  CONNECT_STRATEGY,
  LOGGER,
  RANDOM,
} from "./tokens.js";
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
  type AuthHeader,
  type ClientCredentials,
  clientCredentialsLogin,
  type Connection,
  type DialOptions,
  facadeClient,
  type LoginCaller,
  type LoginProvider,
  type Macaroon,
  macaroonLogin,
  type OpenFunc,
  passwordLogin,
  sessionTokenLogin,
  type SessionTokenOptions,
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
export type { ControllerTag, ModelTag, Tag } from "@holdfast/names";
