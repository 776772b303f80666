// Requests whose words are those of facades, and whose shapes are anybody's.
import * as fc from "fast-check";

const FACADES = [
  "Admin",
  "Agent",
  "AgentLifeFlag",
  "AllModelWatcher",
  "AllWatcher",
  "Client",
  "Controller",
  "InstancePoller",
  "LifeFlag",
  "Logger",
  "Machiner",
  "MigrationFlag",
  "MigrationMinion",
  "MigrationStatusWatcher",
  "ModelManager",
  "NotifyWatcher",
  "Pinger",
  "Singular",
  "StringsWatcher",
  "constructor",
];

// Not Next and Wait, which rightly answer when something happens, and not what ends the machine.
const METHODS = [
  "APIAddresses",
  "APIHostPorts",
  "AllModels",
  "Claim",
  "ClearReboot",
  "CreateModel",
  "DestroyModels",
  "FullStatus",
  "GetEntities",
  "IsMaster",
  "Jobs",
  "Life",
  "ListModelSummaries",
  "ListModels",
  "LoggingConfig",
  "Login",
  "ModelInfo",
  "ModifyModelAccess",
  "Phase",
  "Ping",
  "RecordAgentStartInformation",
  "RedirectInfo",
  "Report",
  "SetMachineAddresses",
  "SetPasswords",
  "SetStatus",
  "StateServingInfo",
  "Stop",
  "Watch",
  "WatchAPIHostPorts",
  "WatchAll",
  "WatchAllModels",
  "WatchCredentials",
  "WatchLoggingConfig",
  "WatchModelMachines",
  "toString",
];

const MEMBERS = [
  "access",
  "action",
  "addresses",
  "args",
  "auth-tag",
  "changes",
  "claimant-tag",
  "claims",
  "credentials",
  "data",
  "duration",
  "entities",
  "entity-tag",
  "force",
  "hostname",
  "info",
  "login-request",
  "machine-addresses",
  "migration-id",
  "model-tag",
  "models",
  "name",
  "nonce",
  "owner-tag",
  "password",
  "patterns",
  "scope",
  "status",
  "tag",
  "user-tag",
  "value",
  "__proto__",
  "toString",
];

const word = fc.oneof(
  fc.constantFrom("machine-0", "machine-1", "unit-mysql-0", "user-admin", "model-x", "alive", "*"),
  fc.string(),
  fc.string({ unit: "binary", maxLength: 20 }),
);

/** Parameters as some method might have them, or nearly. */
const { params } = fc.letrec<{ params: unknown; value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    word,
    fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 2 ** 53, 60e9),
    fc.array(tie("params"), { maxLength: 4 }),
    tie("params"),
  ),
  params: fc.dictionary(fc.constantFrom(...MEMBERS), tie("value"), { maxKeys: 5 }),
}));

/** A request as some client might make it, or nearly. */
export const request = fc.record({
  facade: fc.constantFrom(...FACADES),
  method: fc.constantFrom(...METHODS),
  version: fc.option(fc.nat(12), { freq: 10, nil: undefined }),
  id: fc.oneof(fc.constantFrom("", "1", "2", "77"), word),
  params: fc.oneof({ weight: 9, arbitrary: params }, fc.jsonValue()),
});

/** What {@link request} makes. */
export type FuzzedRequest = typeof request extends fc.Arbitrary<infer T> ? T : never;
