// Describe a facade, and use the description from either side
export {
  type AnyFacade,
  type FacadeCallOptions,
  decodeParams,
  decodeResult,
  defineFacade,
  type Facade,
  type FacadeClient,
  type FacadeHandlers,
  type MethodSchemas,
  methodSchemas,
  type MethodsOf,
  type Signatures,
} from "./facade.js";
// Describe messages, read as tolerantly as Juju reads them
export { decode } from "./decode.js";
export {
  anything,
  attributes,
  decimal,
  flag,
  integer,
  lazy,
  list,
  map,
  type Members,
  message,
  nullableText,
  optional,
  type OptionalMember,
  type Schema,
  text,
  tuple,
} from "./wire.js";
// Log in, and stay
export {
  Admin,
  type AdminMethods,
  AuthUserInfo,
  FacadeVersions,
  LoginRequest,
  LoginResult,
  RedirectInfoResult,
} from "./facades/admin.js";
export {
  AdminV1,
  type AdminV1Methods,
  type CredsV0,
  LoginRequestCompat,
  type LoginRequestV1,
} from "./facades/admin-v1.js";
export {
  AdminV4,
  type AdminV4Methods,
  ClientCredentialsLogin,
  SessionTokenLogin,
} from "./facades/admin-v4.js";
export { Pinger, type PingerMethods } from "./facades/pinger.js";
// An agent's own affairs
export {
  Agent,
  AgentEntities,
  AgentEntity,
  type AgentMethods,
  EntityPassword,
  EntityPasswords,
  IsMasterResult,
  StateServingInfo,
} from "./facades/agent.js";
export { AgentLifeFlag, LifeFlag, type LifeFlagMethods } from "./facades/life-flag.js";
export { Logger, type LoggerMethods, LokiConfigResult } from "./facades/logger.js";
export {
  AgentStart,
  EntityStatus,
  IsControllerResult,
  IsControllerResults,
  JobsResult,
  JobsResults,
  MachineAddresses,
  Machiner,
  type MachinerMethods,
  RecordAgentStartInformationArgs,
  SetMachinesAddresses,
  SetStatus,
} from "./facades/machiner.js";
export {
  MigrationFlag,
  type MigrationFlagMethods,
  MigrationMinion,
  type MigrationMinionMethods,
  MigrationStatus,
  MigrationStatusWatcher,
  type MigrationStatusWatcherMethods,
  MinionReport,
  PhaseResult,
  PhaseResults,
} from "./facades/migration.js";
export {
  AgentTools,
  BinaryVersion,
  EntitiesVersion,
  EntityVersion,
  ToolsResult,
  ToolsResults,
  Upgrader,
  type UpgraderMethods,
  VersionResult,
  VersionResults,
} from "./facades/upgrader.js";
// What a machine is to have and to do
export {
  CredentialValidator,
  type CredentialValidatorMethods,
  InvalidateCredentialArg,
  ModelCredential,
} from "./facades/credential-validator.js";
export { Deployer, DeployerConnectionValues, type DeployerMethods } from "./facades/deployer.js";
export {
  BlockDevice,
  DiskManager,
  type DiskManagerMethods,
  MachineBlockDevices,
  SetMachineBlockDevices,
} from "./facades/disk-manager.js";
export {
  FanConfigEntry,
  FanConfigResult,
  FanConfigurer,
  type FanConfigurerMethods,
} from "./facades/fan-configurer.js";
export {
  HostKeyReporter,
  type HostKeyReporterMethods,
  SshHostKeys,
  SshHostKeySet,
} from "./facades/host-key-reporter.js";
export { InstanceMutater, type InstanceMutaterMethods } from "./facades/instance-mutater.js";
export { KeyUpdater, type KeyUpdaterMethods, StringsResults } from "./facades/key-updater.js";
export {
  Action,
  ActionExecutionResult,
  ActionExecutionResults,
  ActionResult,
  ActionResults,
  ActionsByReceiver,
  ActionsByReceivers,
  MachineActions,
  type MachineActionsMethods,
} from "./facades/machine-actions.js";
export {
  ContainerManagerConfig,
  ContainerManagerConfigParams,
  MachineContainerResult,
  MachineContainerResults,
  MachineContainers,
  MachineContainersParams,
  Provisioner,
  type ProvisionerMethods,
  WatchContainer,
  WatchContainers,
} from "./facades/provisioner.js";
export {
  ProxyConfig,
  ProxyConfigResult,
  ProxyConfigResults,
  ProxyUpdater,
  type ProxyUpdaterMethods,
} from "./facades/proxy-updater.js";
export {
  Reboot,
  RebootActionResult,
  RebootActionResults,
  type RebootMethods,
} from "./facades/reboot.js";
export { SshPortResult, SshSession, type SshSessionMethods } from "./facades/ssh-session.js";
export {
  FilesystemAttachmentsWatcher,
  type StorageIdsWatcherMethods,
  StorageProvisioner,
  type StorageProvisionerMethods,
  VolumeAttachmentPlans,
  VolumeAttachmentPlansWatcher,
  VolumeAttachmentsWatcher,
} from "./facades/storage-provisioner.js";
export { Tracer, type TracerMethods, TracingConfigResult } from "./facades/tracer.js";
export {
  UpgradeSeries,
  type UpgradeSeriesMethods,
  UpgradeSeriesStatusResult,
  UpgradeSeriesStatusResults,
} from "./facades/upgrade-series.js";
// Models, and what is in them
export {
  AllModelWatcher,
  AllWatcher,
  type AllWatcherMethods,
  AllWatcherNextResults,
  Controller,
  type ControllerMethods,
  ControllerVersionResults,
  Delta,
  Model,
  ModifyControllerAccess,
  ModifyControllerAccessRequest,
  UserAccess,
  UserAccessResult,
  UserAccessResults,
  UserModel,
  UserModelList,
} from "./facades/controller.js";
export {
  Base,
  Client,
  type ClientMethods,
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
  type ModelManagerMethods,
  ModelSla,
  ModelInfoStatus,
  ModelSummariesRequest,
  ModelSummary,
  ModelSummaryResult,
  ModelSummaryResults,
  ModelUserInfo,
} from "./facades/model-manager.js";
export {
  ModelConfig,
  type ModelConfigMethods,
  ModelConfigResults,
  ModelConstraints,
  ModelSequences,
  ModelSet,
  ModelUnset,
} from "./facades/model-config.js";
export {
  AddUser,
  AddUserResult,
  AddUserResults,
  AddUsers,
  UserInfo,
  UserInfoRequest,
  UserInfoResult,
  UserInfoResults,
  UserManager,
  type UserManagerMethods,
} from "./facades/user-manager.js";
export {
  Annotations,
  AnnotationsGetResult,
  AnnotationsGetResults,
  type AnnotationsMethods,
} from "./facades/annotations.js";
export {
  Cloud,
  CloudDescription,
  type CloudMethods,
  CloudRegion,
  CloudResult,
  CloudResults,
  CloudsResult,
  UserCloud,
  UserClouds,
} from "./facades/cloud.js";
export {
  ControllerDetails,
  ControllerDetailsResults,
  HighAvailability,
  type HighAvailabilityMethods,
} from "./facades/high-availability.js";
export {
  HoldfastAuthority,
  type HoldfastAuthorityMethods,
  LearntAuthorities,
  TrustedAuthorities,
} from "./facades/holdfast-authority.js";
export { InstancePoller, type InstancePollerMethods } from "./facades/instance-poller.js";
export {
  Singular,
  SingularClaim,
  SingularClaims,
  type SingularMethods,
} from "./facades/singular.js";
// Watchers
export {
  NotifyWatcher,
  type NotifyWatcherMethods,
  StringsWatcher,
  type StringsWatcherMethods,
} from "./facades/watchers.js";
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
export { ControllerConfigResult, ModelConfigResult } from "./messages/config.js";
export {
  ControllerApiInfoResult,
  ControllerApiInfoResults,
} from "./messages/controller-api-info.js";
export { DischargeRequiredInfo, NotLeaderInfo, RedirectionInfo } from "./messages/error-infos.js";
export { Address, HostPort, Servers } from "./messages/host-port.js";
export { HostedModelStatus, HostedModelStatuses } from "./messages/hosted-model-status.js";
export { NetworkConfig, SetMachineNetworkConfig } from "./messages/network-config.js";
export {
  MachineStorageId,
  MachineStorageIds,
  MachineStorageIdsWatchResult,
  MachineStorageIdsWatchResults,
} from "./messages/storage.js";
export {
  AllWatcherId,
  NotifyWatchResult,
  NotifyWatchResults,
  StringsWatchResult,
  StringsWatchResults,
} from "./messages/watch.js";
// Choose among addresses, and among versions
export { hostPortText, selectAgentAddresses } from "./address-selection.js";
export { bestVersion, KNOWN_FACADE_VERSIONS } from "./known-versions.js";
// What can be wrong
export { type FacadesErrorCode, MalformedMessageError } from "./errors.js";
