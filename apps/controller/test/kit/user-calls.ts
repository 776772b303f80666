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
  ...callsOf("user on the controller", "Controller", { AllModels: none }),
  ...callsOf("user on the controller", "ModelManager", {
    ListModels: () => ({ tag: "user-admin" }),
    ListModelSummaries: () => ({ "user-tag": "user-admin" }),
    ModelInfo: (model) => entities(`model-${model}`, "model-nonsense"),
    CreateModel: () => ({ name: "made", "owner-tag": "user-admin" }),
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
