import { jujuFacades, JujuSchema } from "@holdfast/juju-schema";

// Every reply of every facade that we serve, held against the JSON schema of a real Juju, which is
// not part of this repository: JUJU_FACADES_SCHEMA names the file, or it lies beside the checkout.
import * as facades from "@holdfast/facades";
import type { RpcPeer } from "@holdfast/rpc";
import { beforeAll, describe, expect, test } from "vitest";

import {
  call,
  entities,
  loggedIn,
  login,
  openPeer,
  suiteController,
} from "./kit/test-controller.js";

type Connection =
  | "machine"
  | "controller machine"
  | "controller API"
  | "user"
  | "user on the controller";

const SELF = "machine-0";
const own = entities(SELF);
const notOwn = entities("machine-99");

const controller = suiteController();
const peers = new Map<Connection, RpcPeer>();
let model = "";
let schema: JujuSchema;

/** What is called, in this order; the ids of watchers are those that came before on that connection. */
const calls: [
  on: Connection,
  facade: string,
  method: string,
  params?: (() => object) | undefined,
  id?: string,
][] = [
  ["machine", "Agent", "GetEntities", () => own],
  ["machine", "Agent", "GetEntities", () => notOwn],
  ["machine", "Agent", "SetPasswords", () => ({ changes: [{ tag: SELF, password: "short" }] })],
  [
    "machine",
    "Agent",
    "SetPasswords",
    () => ({ changes: [{ tag: SELF, password: "x".repeat(24) }] }),
  ],
  ["machine", "Agent", "ClearReboot", () => own],
  ["machine", "Agent", "WatchCredentials", () => own],
  ["controller machine", "Agent", "WatchCredentials", () => own],
  ["controller machine", "Agent", "IsMaster"],
  ["machine", "AgentLifeFlag", "Life", () => entities(SELF, "machine-99", `model-${model}`)],
  ["machine", "AgentLifeFlag", "Watch", () => entities(SELF, `model-${model}`, "machine-99")],
  ["controller machine", "LifeFlag", "Life", () => entities(`model-${model}`)],
  ["controller machine", "LifeFlag", "Watch", () => entities(`model-${model}`)],
  ["machine", "Logger", "LoggingConfig", () => own],
  ["machine", "Logger", "WatchLoggingConfig", () => own],
  ["machine", "Machiner", "Life", () => own],
  ["machine", "Machiner", "Watch", () => own],
  ["machine", "Machiner", "Jobs", () => own],
  [
    "machine",
    "Machiner",
    "SetStatus",
    () => ({ entities: [{ tag: SELF, status: "started", info: "", data: {} }] }),
  ],
  [
    "machine",
    "Machiner",
    "SetMachineAddresses",
    () => ({
      "machine-addresses": [
        { tag: SELF, addresses: [{ value: "10.0.0.7", type: "ipv4", scope: "local-cloud" }] },
      ],
    }),
  ],
  [
    "machine",
    "Machiner",
    "RecordAgentStartInformation",
    () => ({ args: [{ tag: SELF, hostname: "box" }] }),
  ],
  ["machine", "Machiner", "APIHostPorts"],
  ["machine", "Machiner", "APIAddresses"],
  ["machine", "Machiner", "WatchAPIHostPorts"],
  ["machine", "MigrationFlag", "Phase", () => entities(`model-${model}`, "model-nonsense")],
  ["machine", "MigrationFlag", "Watch", () => entities(`model-${model}`)],
  ["machine", "MigrationMinion", "Watch"],
  ["machine", "MigrationStatusWatcher", "Next", undefined, "7"],
  ["machine", "MigrationStatusWatcher", "Stop", undefined, "7"],
  [
    "machine",
    "MigrationMinion",
    "Report",
    () => ({ "migration-id": "m:1", phase: "QUIESCE", success: true }),
  ],
  ["machine", "NotifyWatcher", "Stop", undefined, "1"],
  ["machine", "Pinger", "Ping"],
  [
    "controller machine",
    "Singular",
    "Claim",
    () => ({
      claims: [{ "entity-tag": `model-${model}`, "claimant-tag": SELF, duration: 10e9 }],
    }),
  ],
  ["controller machine", "Singular", "Wait", () => own],
  ["controller machine", "InstancePoller", "WatchModelMachines"],
  ["controller machine", "InstancePoller", "Life", () => entities(SELF, "machine-99")],
  ["controller machine", "StringsWatcher", "Stop", undefined, "3"],
  ["controller API", "Controller", "WatchAllModels"],
  ["controller API", "AllModelWatcher", "Next", undefined, "1"],
  ["controller API", "AllModelWatcher", "Stop", undefined, "1"],
  ["user on the controller", "Controller", "AllModels"],
  ["user on the controller", "ModelManager", "ListModels", () => ({ tag: "user-admin" })],
  [
    "user on the controller",
    "ModelManager",
    "ListModelSummaries",
    () => ({ "user-tag": "user-admin" }),
  ],
  [
    "user on the controller",
    "ModelManager",
    "ModelInfo",
    () => entities(`model-${model}`, "model-nonsense"),
  ],
  [
    "user on the controller",
    "ModelManager",
    "CreateModel",
    () => ({ name: "made", "owner-tag": "user-admin" }),
  ],
  [
    "user on the controller",
    "ModelManager",
    "ModifyModelAccess",
    () => ({
      changes: [
        {
          "user-tag": "user-admin",
          action: "grant",
          access: "read",
          "model-tag": `model-${model}`,
        },
      ],
    }),
  ],
  [
    "user on the controller",
    "ModelManager",
    "DestroyModels",
    () => ({ models: [{ "model-tag": `model-${model}` }] }),
  ],
  ["user", "Client", "FullStatus", () => ({ patterns: [] })],
  ["user", "Client", "WatchAll"],
  ["user", "AllWatcher", "Next", undefined, "1"],
  ["user", "AllWatcher", "Stop", undefined, "1"],
  ["machine", "Machiner", "EnsureDead", () => own],
  ["machine", "Pinger", "Stop"],
];

/** Answered when something changes: each in a test of its own, with what makes it answer. */
const WAITING = ["NotifyWatcher.Next", "StringsWatcher.Next"];
/** Refused here, always: it would hand out the authority's key. */
const REFUSED = ["Agent.StateServingInfo"];

const theirs = jujuFacades();
const absent = theirs === undefined;
const notice = absent ? " (skipped: no schema file; JUJU_FACADES_SCHEMA names it)" : "";

describe(`held against a real Juju's schema${notice}`, () => {
  beforeAll(async () => {
    if (absent) return;
    schema = new JujuSchema(theirs ?? []);
    const running = controller();
    model = running.addModel({ name: "prod" }).uuid;
    const machine = running.addMachine({ model });
    const ownMachine = running.addMachine({ controller: true });
    running.addMachine({ model, id: "0/lxd/0" });
    running.addUnit({ name: "mysql/0", model });
    const admin = { tag: "user-admin", ...(await running.setUserPassword({ name: "admin" })) };
    peers.set("machine", await loggedIn(running, model, machine));
    peers.set("controller machine", await loggedIn(running, model, ownMachine));
    peers.set("user", await loggedIn(running, model, admin));
    const api = await openPeer(running, "/api");
    await login(api, ownMachine);
    peers.set("controller API", api);
    const user = await openPeer(running, "/api");
    await login(user, admin);
    peers.set("user on the controller", user);
  });

  test.skipIf(absent).each(calls)("to a %s: %s.%s", async (on, facade, method, params, id) => {
    const sent = params?.() ?? {};
    const peer = peers.get(on);
    if (peer === undefined) throw new Error(`nobody is connected as ${on}`);
    expect(schema.faults(facade, method, "Params", sent)).toEqual([]);
    const reply = await call(peer, facade, method, sent, id);
    expect(schema.faults(facade, method, "Result", reply)).toEqual([]);
  });

  test.skipIf(absent)(
    "the reply to a login, an agent's and a user's, on either kind of connection",
    async () => {
      const running = controller();
      const machine = running.addMachine();
      const admin = { tag: "user-admin", ...(await running.setUserPassword({ name: "admin" })) };
      for (const credentials of [machine, admin]) {
        for (const route of ["/api", `/model/${machine.model}/api`]) {
          const reply = await login(await openPeer(running, route), credentials);
          expect(schema.faults("Admin", "Login", "Result", reply)).toEqual([]);
        }
      }
    },
  );

  test.skipIf(absent)("NotifyWatcher.Next, once there is news, and Stop meanwhile", async () => {
    const running = controller();
    const machine = running.addMachine();
    const peer = await loggedIn(running, machine.model, machine);
    await call(peer, "Machiner", "Watch", entities(machine.tag));
    const ask = (method: string): Promise<unknown> => call(peer, "NotifyWatcher", method, {}, "1");
    const next = ask("Next");
    await call(peer, "Pinger", "Ping");
    running.setLife({ ...machine, life: "dying" });
    expect(schema.faults("NotifyWatcher", "Next", "Params", {})).toEqual([]);
    expect(schema.faults("NotifyWatcher", "Next", "Result", await next)).toEqual([]);
    const stopped = ask("Next").catch((error: unknown) => error);
    expect(schema.faults("NotifyWatcher", "Stop", "Result", await ask("Stop"))).toEqual([]);
    expect(await stopped).toMatchObject({ code: "stopped" });
  });

  test.skipIf(absent)(
    "StringsWatcher.Next, with the names that came and went, and Stop",
    async () => {
      const running = controller();
      const uuid = running.addModel({ name: "watched" }).uuid;
      const keeper = running.addMachine({ controller: true });
      const peer = await loggedIn(running, uuid, keeper);
      const started = await call(peer, "InstancePoller", "WatchModelMachines");
      expect(schema.faults("InstancePoller", "WatchModelMachines", "Result", started)).toEqual([]);
      const ask = (method: string): Promise<unknown> =>
        call(peer, "StringsWatcher", method, {}, "1");
      expect(schema.faults("StringsWatcher", "Next", "Params", {})).toEqual([]);
      const came = ask("Next");
      await call(peer, "Pinger", "Ping");
      const machine = running.addMachine({ model: uuid });
      expect(await came).toEqual({ "watcher-id": "1", changes: ["0"] });
      expect(schema.faults("StringsWatcher", "Next", "Result", await came)).toEqual([]);
      const went = ask("Next");
      await call(peer, "Pinger", "Ping");
      running.remove(machine);
      expect(schema.faults("StringsWatcher", "Next", "Result", await went)).toEqual([]);
      expect(schema.faults("StringsWatcher", "Stop", "Result", await ask("Stop"))).toEqual([]);
    },
  );

  test("every method of every facade that agents use is among them", () => {
    const called = new Set(calls.map(([, facade, method]) => `${facade}.${method}`));
    const served = Object.values(facades)
      .filter((one): one is typeof facades.Agent => typeof one === "object" && "methods" in one)
      .filter(({ name }) => name !== "Admin")
      .flatMap(({ name, methods }) => Object.keys(methods).map((method) => `${name}.${method}`));
    const left = served.filter((method) => !called.has(method));
    expect(left.toSorted()).toEqual([...REFUSED, ...WAITING].toSorted());
  });
});
