import { callsOf, type EveryCall, own, SELF } from "./every-call.js";
import { entities } from "./test-controller.js";

const none = undefined;

/** What the machines of the controller ask, and people. */
export const USER_CALLS: readonly EveryCall[] = [
  ...callsOf("controller machine", "Agent", { WatchCredentials: own, IsMaster: none }),
  ...callsOf("controller machine", "LifeFlag", {
    Life: (model) => entities(`model-${model}`),
    Watch: (model) => entities(`model-${model}`),
  }),
  ...callsOf("controller machine", "Singular", {
    Claim: (model) => ({
      claims: [{ "entity-tag": `model-${model}`, "claimant-tag": SELF, duration: 10e9 }],
    }),
    Wait: own,
  }),
  ...callsOf("controller machine", "InstancePoller", {
    WatchModelMachines: none,
    Life: () => entities(SELF, "machine-99"),
  }),
  ...callsOf("controller API", "Controller", { WatchAllModels: none }),
  ...["Next", "Stop"].map((method): EveryCall => ({
    on: "controller API",
    facade: "AllModelWatcher",
    method,
    watcher: "Controller.WatchAllModels",
  })),
  ...callsOf("user on the controller", "Controller", {
    AllModels: none,
    ControllerConfig: none,
    ControllerVersion: none,
    ControllerAPIInfoForModels: (model) => entities(`model-${model}`),
    GetControllerAccess: () => entities("user-admin", "user-nobody"),
    ModifyControllerAccess: () => ({
      changes: [{ "user-tag": "user-admin", action: "grant", access: "login" }],
    }),
    ModelStatus: (model) => entities(`model-${model}`, "model-nonsense"),
    IdentityProviderURL: none,
    MongoVersion: none,
  }),
  ...callsOf("user on the controller", "UserManager", {
    AddUser: () => ({
      users: [
        { username: "bob", "display-name": "Bob" },
        { username: "ann", "display-name": "", password: "secret" },
      ],
    }),
    UserInfo: () => ({ entities: [], "include-disabled": true }),
    SetPassword: () => ({ changes: [{ tag: "user-bob", password: "secret" }] }),
    DisableUser: () => entities("user-bob", "user-nobody"),
    EnableUser: () => entities("user-bob"),
    RemoveUser: () => entities("user-bob", "user-admin"),
  }),
  ...callsOf("user on the controller", "Cloud", {
    Clouds: none,
    Cloud: () => entities("cloud-holdfast", "cloud-nine"),
    UserCredentials: () => ({
      "user-clouds": [{ "user-tag": "user-admin", "cloud-tag": "cloud-holdfast" }],
    }),
  }),
  ...callsOf("user", "Annotations", { Get: () => entities("machine-0", "model-x") }),
  ...callsOf("user", "ModelConfig", {
    ModelGet: none,
    ModelSet: () => ({ config: { "http-proxy": "http://proxy", development: true } }),
    ModelUnset: () => ({ keys: ["http-proxy"] }),
    GetModelConstraints: none,
    Sequences: none,
  }),
  ...callsOf("user", "HighAvailability", { ControllerDetails: none }),
  ...callsOf("user on the controller", "ModelManager", {
    ListModels: () => ({ tag: "user-admin" }),
    ListModelSummaries: () => ({ "user-tag": "user-admin" }),
    ModelInfo: (model) => entities(`model-${model}`, "model-nonsense"),
    ModelStatus: (model) => entities(`model-${model}`, "model-nonsense"),
    CreateModel: (_model, version) => ({
      name: `made-${version}`,
      ...(version < 11 ? { "owner-tag": "user-admin" } : { qualifier: "admin" }),
    }),
    ModifyModelAccess: (model) => ({
      changes: [
        {
          "user-tag": "user-admin",
          action: "grant",
          access: "read",
          "model-tag": `model-${model}`,
        },
      ],
    }),
    DestroyModels: (model) => ({ models: [{ "model-tag": `model-${model}` }] }),
  }),
  ...callsOf("user", "Client", { FullStatus: () => ({ patterns: [] }), WatchAll: none }),
  ...["Next", "Stop"].map((method): EveryCall => ({
    on: "user",
    facade: "AllWatcher",
    method,
    watcher: "Client.WatchAll",
  })),
];
