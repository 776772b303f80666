// For authors of agents: the container, and how a strategy gets into it.
// Read the choice
export { type ConnectChoice, connectChoice } from "./plugin/choose-strategy.js";
export { type Credentials, credentialsOf } from "./credentials.js";
export { passwordMadeAt } from "./password-time.js";
// Install what was loaded, and choose one
export {
  connectStrategyNamed,
  installConnectPlugin,
  installedStrategies,
  useConnectStrategy,
} from "./plugin/install-plugin.js";
// The container
export {
  createContainer,
  type DependencyContainer,
  inject,
  injectable,
  type InjectionToken,
  instanceCachingFactory,
} from "./di.js";
export { token } from "./token.js";
// Find any module the way plugins are found
export {
  fromFolder,
  isModulePath,
  modulePlaces,
  type ModulePlaces,
  resolveFrom,
} from "./plugin/resolve-plugin.js";
