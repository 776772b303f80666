// Describe a facade, and use the description from either side
export { decodeParams, decodeResult, defineFacade, methodSchemas } from "./facade.js";
// Describe messages, read as tolerantly as Juju reads them
export { decode } from "./decode.js";
export {
  anything,
  attributes,
  flag,
  integer,
  list,
  map,
  message,
  nullableText,
  optional,
  text,
} from "./wire.js";
// Log in, and stay
export {
  Admin,
  AuthUserInfo,
  FacadeVersions,
  LoginRequest,
  LoginResult,
  RedirectInfoResult,
} from "./facades/admin.js";
export { AdminV1, LoginRequestCompat } from "./facades/admin-v1.js";
export { Pinger } from "./facades/pinger.js";
// An agent's own affairs
export {
  Agent,
  AgentEntities,
  AgentEntity,
  EntityPassword,
  EntityPasswords,
  IsMasterResult,
  StateServingInfo,
} from "./facades/agent.js";
export { AgentLifeFlag, LifeFlag } from "./facades/life-flag.js";
export { Logger } from "./facades/logger.js";
export {
  AgentStart,
  EntityStatus,
  JobsResult,
  JobsResults,
  MachineAddresses,
  Machiner,
  RecordAgentStartInformationArgs,
  SetMachinesAddresses,
  SetStatus,
} from "./facades/machiner.js";
export {
  MigrationFlag,
  MigrationMinion,
  MigrationStatus,
  MigrationStatusWatcher,
  MinionReport,
  PhaseResult,
  PhaseResults,
} from "./facades/migration.js";
// Models, and what is in them
export {
  AllModelWatcher,
  AllWatcher,
  AllWatcherNextResults,
  Controller,
  Delta,
  Model,
  UserModel,
  UserModelList,
} from "./facades/controller.js";
export {
  Base,
  Client,
  DetailedStatus,
  FullStatus,
  MachineStatus,
  MeterStatus,
  ModelStatusInfo,
  StatusParams,
} from "./facades/client.js";
export {
  ModelEntityCount,
  ModelInfo,
  ModelInfoResult,
  ModelInfoResults,
  ModelMachineInfo,
  ModelManager,
  ModelSla,
  ModelStatus,
  ModelSummariesRequest,
  ModelSummary,
  ModelSummaryResult,
  ModelSummaryResults,
  ModelUserInfo,
} from "./facades/model-manager.js";
export { InstancePoller } from "./facades/instance-poller.js";
export { Singular, SingularClaim, SingularClaims } from "./facades/singular.js";
// Watchers
export { NotifyWatcher, StringsWatcher } from "./facades/watchers.js";
// Messages that several facades share
export {
  Empty,
  Entities,
  Entity,
  ErrorInfo,
  ErrorResult,
  ErrorResults,
  LifeResult,
  LifeResults,
  StringResult,
  StringResults,
  StringsResult,
} from "./messages/common.js";
export { Address, HostPort, Servers } from "./messages/host-port.js";
export {
  AllWatcherId,
  NotifyWatchResult,
  NotifyWatchResults,
  StringsWatchResult,
} from "./messages/watch.js";
// Choose among addresses, and among versions
export { hostPortText, selectAgentAddresses } from "./address-selection.js";
export { bestVersion, KNOWN_FACADE_VERSIONS } from "./known-versions.js";
// What can be wrong
export { MalformedMessageError } from "./errors.js";
