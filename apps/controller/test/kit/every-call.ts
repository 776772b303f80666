import { entities } from "./test-controller.js";

/** As whom a connection has logged in, and to what. */
export type Connection =
  | "machine"
  | "controller machine"
  | "controller API"
  | "user"
  | "user on the controller";

/** One call of a method, with something in it that the method has to do with. */
export interface EveryCall {
  readonly on: Connection;
  readonly facade: string;
  readonly method: string;
  /** Of the model of the connection, in a version of the facade. */
  readonly params?: (model: string, version: number) => object;
  /** The call, `Facade.Method`, whose watcher is asked: the last on that connection. */
  readonly watcher?: string;
}

/** The machine that calls, in each model. */
export const SELF = "machine-0";
export const own = (): { entities: { tag: string }[] } => entities(SELF);
const withAnother = (): { entities: { tag: string }[] } => entities(SELF, "machine-99");
const self = (): { tag: string } => ({ tag: SELF });
const storage = { "machine-tag": SELF, "attachment-tag": "volume-0" };
const status = (): object => ({
  entities: [{ tag: SELF, status: "started", info: "", data: {} }],
});

type Params = (model: string, version: number) => object;

/** Calls of one facade: by method, without or with parameters. */
export function callsOf(
  on: Connection,
  facade: string,
  methods: Readonly<Record<string, Params | undefined>>,
): EveryCall[] {
  return Object.entries(methods).map(([method, params]) => ({
    on,
    facade,
    method,
    ...(params === undefined ? {} : { params }),
  }));
}

const none = undefined;
const machine = (
  facade: string,
  methods: Readonly<Record<string, Params | undefined>>,
): EveryCall[] => callsOf("machine", facade, methods);

const device = {
  "device-index": 2,
  "mac-address": "00:16:3e:aa:bb:cc",
  cidr: "10.0.4.0/24",
  mtu: 1500,
  "provider-id": "",
  "provider-network-id": "",
  "provider-subnet-id": "",
  "provider-space-id": "",
  "provider-address-id": "",
  "provider-vlan-id": "",
  "vlan-tag": 0,
  "interface-name": "eth0",
  "parent-interface-name": "",
  "interface-type": "ethernet",
  disabled: false,
  addresses: [{ value: "10.0.4.17", cidr: "10.0.4.0/24", type: "ipv4", scope: "local-cloud" }],
};

const blockDevice = {
  DeviceName: "vda",
  DeviceLinks: [],
  Label: "",
  UUID: "",
  HardwareId: "",
  WWN: "",
  BusAddress: "",
  Size: 1024,
  FilesystemType: "ext4",
  InUse: true,
  MountPoint: "/",
  SerialId: "",
};

const noEntities = (): object => ({ entities: [] });
const noIds = (): object => ({ ids: [] });
const noPlans = (): object => ({ "volume-plans": [] });

/** What an agent of an ordinary machine asks about itself. */
export const MACHINE_CALLS: readonly EveryCall[] = [
  ...machine("Agent", {
    GetEntities: withAnother,
    SetPasswords: () => ({ changes: [{ tag: SELF, password: "x".repeat(24) }] }),
    ClearReboot: own,
    WatchCredentials: own,
    ModelConfig: none,
    WatchForModelConfigChanges: none,
    ControllerConfig: none,
    ControllerAPIInfoForModels: (model) => entities(`model-${model}`),
  }),
  ...machine("Agent", {
    SetPasswords: () => ({ changes: [{ tag: SELF, password: "short" }] }),
  }),
  ...machine("AgentLifeFlag", {
    Life: (model) => entities(SELF, "machine-99", `model-${model}`),
    Watch: (model) => entities(SELF, `model-${model}`, "machine-99"),
  }),
  ...machine("CredentialValidator", {
    ModelCredential: none,
    WatchModelCredential: none,
    WatchCredential: () => ({ tag: "cloudcred-a_b_c" }),
    InvalidateModelCredential: () => ({ reason: "expired" }),
  }),
  ...machine("Deployer", {
    WatchUnits: withAnother,
    Life: withAnother,
    Remove: own,
    SetPasswords: () => ({ changes: [{ tag: "unit-a-0", password: "x".repeat(24) }] }),
    SetStatus: status,
    ConnectionInfo: none,
    ModelUUID: none,
    APIHostPorts: none,
    APIAddresses: none,
    WatchAPIHostPorts: none,
  }),
  ...machine("DiskManager", {
    SetMachineBlockDevices: () => ({
      "machine-block-devices": [{ machine: SELF, "block-devices": [blockDevice] }],
    }),
  }),
  ...machine("FanConfigurer", { FanConfig: none, WatchForFanConfigChanges: none }),
  ...machine("HostKeyReporter", {
    ReportKeys: () => ({ "entity-keys": [{ tag: SELF, "public-keys": ["ssh-ed25519 AAAA"] }] }),
  }),
  ...machine("InstanceMutater", {
    Life: withAnother,
    WatchContainers: self,
    WatchMachines: none,
    WatchLXDProfileVerificationNeeded: withAnother,
    SetModificationStatus: status,
  }),
  ...machine("KeyUpdater", { AuthorisedKeys: withAnother, WatchAuthorisedKeys: withAnother }),
  ...machine("Logger", {
    LoggingConfig: own,
    WatchLoggingConfig: own,
    GetControllerLokiConfig: self,
    WatchControllerLokiConfig: self,
  }),
  ...machine("MachineActions", {
    RunningActions: withAnother,
    WatchActionNotifications: withAnother,
    Actions: () => entities("action-1"),
    BeginActions: () => entities("action-1"),
    FinishActions: () => ({ results: [{ "action-tag": "action-1", status: "completed" }] }),
  }),
  ...machine("Machiner", {
    Life: own,
    Watch: own,
    Jobs: own,
    IsController: withAnother,
    SetStatus: status,
    SetMachineAddresses: () => ({
      "machine-addresses": [
        { tag: SELF, addresses: [{ value: "10.0.0.7", type: "ipv4", scope: "local-cloud" }] },
      ],
    }),
    SetObservedNetworkConfig: () => ({ tag: SELF, config: [device] }),
    RecordAgentStartInformation: () => ({ args: [{ tag: SELF, hostname: "box" }] }),
    RecordAgentStartTime: own,
    APIHostPorts: none,
    APIAddresses: none,
    WatchAPIHostPorts: none,
  }),
  ...machine("MigrationFlag", {
    Phase: (model) => entities(`model-${model}`, "model-nonsense"),
    Watch: (model) => entities(`model-${model}`),
  }),
  ...machine("MigrationMinion", {
    Watch: none,
    Report: () => ({ "migration-id": "m:1", phase: "QUIESCE", success: true }),
  }),
  {
    on: "machine",
    facade: "MigrationStatusWatcher",
    method: "Next",
    watcher: "MigrationMinion.Watch",
  },
  {
    on: "machine",
    facade: "MigrationStatusWatcher",
    method: "Stop",
    watcher: "MigrationMinion.Watch",
  },
  ...machine("Provisioner", {
    Life: withAnother,
    SupportedContainers: withAnother,
    SetSupportedContainers: () => ({
      params: [{ "machine-tag": SELF, "container-types": ["lxd"] }],
    }),
    ContainerManagerConfig: () => ({ type: "lxd" }),
    AvailabilityZone: withAnother,
    WatchContainers: () => ({ params: [{ "machine-tag": SELF, "container-type": "lxd" }] }),
    WatchAllContainers: () => ({ params: [{ "machine-tag": SELF, "container-type": "" }] }),
    ModelConfig: none,
    WatchForModelConfigChanges: none,
    ControllerConfig: none,
    ModelUUID: none,
    APIHostPorts: none,
    APIAddresses: none,
    WatchAPIHostPorts: none,
  }),
  ...machine("ProxyUpdater", {
    ProxyConfig: withAnother,
    WatchForProxyConfigAndAPIHostPortChanges: withAnother,
  }),
  ...machine("Reboot", {
    WatchForRebootEvent: none,
    RequestReboot: withAnother,
    GetRebootAction: withAnother,
    ClearReboot: withAnother,
  }),
  ...machine("SSHSession", { ControllerSSHPort: none, WatchSSHConnRequest: none }),
  ...machine("StorageProvisioner", {
    WatchBlockDevices: withAnother,
    WatchVolumes: withAnother,
    WatchFilesystems: withAnother,
    WatchVolumeAttachments: withAnother,
    WatchFilesystemAttachments: withAnother,
    WatchVolumeAttachmentPlans: withAnother,
    Life: () => entities("volume-0"),
    AttachmentLife: () => ({ ids: [storage] }),
    InstanceId: withAnother,
    EnsureDead: () => entities("volume-0"),
    Remove: () => entities("volume-0"),
    RemoveAttachment: () => ({ ids: [storage] }),
    RemoveVolumeAttachmentPlan: () => ({ ids: [storage] }),
    SetStatus: status,
    SetVolumeAttachmentPlanBlockInfo: noPlans,
    CreateVolumeAttachmentPlans: noPlans,
    Volumes: noEntities,
    VolumeParams: noEntities,
    VolumeAttachments: noIds,
    VolumeAttachmentParams: noIds,
    VolumeAttachmentPlans: noIds,
    VolumeBlockDevices: noIds,
    Filesystems: noEntities,
    FilesystemParams: noEntities,
    FilesystemAttachments: noIds,
    FilesystemAttachmentParams: noIds,
  }),
  ...["VolumeAttachments", "FilesystemAttachments", "VolumeAttachmentPlans"].map(
    (kind): EveryCall => ({
      on: "machine",
      facade: `${kind}Watcher`,
      method: "Stop",
      watcher: `StorageProvisioner.Watch${kind}`,
    }),
  ),
  ...machine("HoldfastAuthority", {
    Authorities: none,
    WatchAuthorities: none,
    SetLearnt: () => ({ fingerprints: ["ab".repeat(32)] }),
  }),
  ...machine("Tracer", { GetControllerTracingConfig: self, WatchControllerTracingConfig: self }),
  ...machine("UpgradeSeries", {
    WatchUpgradeSeriesNotifications: withAnother,
    MachineStatus: withAnother,
  }),
  ...machine("Upgrader", {
    Tools: withAnother,
    SetTools: () => ({
      "agent-tools": [{ tag: SELF, tools: { version: "3.6.28-ubuntu-amd64" } }],
    }),
    WatchAPIVersion: withAnother,
    DesiredVersion: withAnother,
  }),
  {
    on: "machine",
    facade: "StringsWatcher",
    method: "Stop",
    watcher: "MachineActions.WatchActionNotifications",
  },
  { on: "machine", facade: "NotifyWatcher", method: "Stop", watcher: "Machiner.Watch" },
  ...machine("Machiner", { EnsureDead: own }),
  ...machine("Pinger", { Ping: none, Stop: none }),
];
