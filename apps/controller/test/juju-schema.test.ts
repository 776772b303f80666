// Every reply of every facade that we serve, in every version and as each release, held against the
// JSON schema of a real Juju, which is not part of this repository: JUJU_FACADES_SCHEMA names the
// file, or it lies beside the checkout.
import fs from "node:fs";

import * as facades from "@holdfast/facades";
import { parseSchema } from "@holdfast/facades/generate";
import { JujuSchema, jujuSchemaFile, SCHEMA_RELEASES } from "@holdfast/juju-schema";
import type { RpcPeer } from "@holdfast/rpc";
import { beforeAll, describe, expect, test } from "vitest";

import { jujuRelease } from "../src/api/facades/juju-releases.js";
import { type Connection, type EveryCall, MACHINE_CALLS } from "./kit/every-call.js";
import {
  call,
  entities,
  loggedIn,
  login,
  openPeer,
  suiteController,
} from "./kit/test-controller.js";
import { USER_CALLS } from "./kit/user-calls.js";

const CALLS = [...USER_CALLS, ...MACHINE_CALLS];

/** Answered when something changes: each in a test of its own, with what makes it answer. */
const WAITING = ["NotifyWatcher.Next", "StringsWatcher.Next"];
/** Never answered: there is nothing of what it would tell of. */
const QUIET = [
  "FilesystemAttachmentsWatcher.Next",
  "VolumeAttachmentPlansWatcher.Next",
  "VolumeAttachmentsWatcher.Next",
];
/** Refused here, always: it would hand out the authority's key. */
const REFUSED = ["Agent.StateServingInfo"];

/** Refused by that release, which has the method and nothing behind it. */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  "4.1": ["Client.WatchAll", "Controller.WatchAllModels"],
};

/** What agents send with two members for Juju 3, which Juju 4 passes over. */
const FOR_JUJU_3 = ["Machiner.SetObservedNetworkConfig"];

/** The id of the watcher that a reply tells of. */
function watcherIn(reply: unknown): string | undefined {
  const { results: [first] = [reply] }: { results?: unknown[] } = Object(reply);
  const { NotifyWatcherId, "watcher-id": id }: Record<string, unknown> = Object(first);
  const found = NotifyWatcherId ?? id;
  return typeof found === "string" ? found : undefined;
}

describe.each(SCHEMA_RELEASES)("held against the schema of Juju %s", (release) => {
  const file = jujuSchemaFile(release);
  const absent = file === undefined;
  const theirs = absent ? [] : parseSchema(fs.readFileSync(file, "utf8"), file);
  const schema = new JujuSchema(theirs);
  const served = jujuRelease(release).facades;
  const controller = suiteController({ asJuju: release });
  const peers = new Map<Connection, RpcPeer>();
  const watchers = new Map<string, string>();
  let model = "";

  beforeAll(async () => {
    const running = controller();
    model = (await running.addModel({ name: "prod" })).uuid;
    const machine = await running.addMachine({ model });
    const ownMachine = await running.addMachine({ controller: true });
    await running.addMachine({ model, id: "0/lxd/0" });
    await running.addUnit({ name: "mysql/0", model });
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

  /** The versions in which we serve the method, and the file describes it. */
  function versionsOf({ facade, method }: EveryCall): number[] {
    return served
      .filter((one) => one.facade.name === facade)
      .flatMap(({ versions }) => versions)
      .filter((version) => schema.has(facade, version, method));
  }

  async function replyTo(one: EveryCall, version: number, params: object): Promise<unknown> {
    const { on, facade, method, watcher = "" } = one;
    const peer = peers.get(on);
    if (peer === undefined) throw new Error(`nobody is connected as ${on}`);
    const id = watchers.get(`${on} ${watcher}`) ?? "";
    const reply = await peer.call({ facade, version, method, params, id });
    const given = watcherIn(reply);
    if (given !== undefined) watchers.set(`${on} ${facade}.${method}`, given);
    return reply;
  }

  const held = CALLS.filter(
    (one) =>
      versionsOf(one).length > 0 &&
      UNSUPPORTED[release]?.includes(`${one.facade}.${one.method}`) !== true,
  );

  test.skipIf(absent).each(held)("to a $on: $facade $method", async (one) => {
    const { facade, method } = one;
    for (const version of versionsOf(one)) {
      const params = one.params?.(model, version) ?? {};
      const sent = schema.faults(facade, method, "Params", params, version);
      expect(FOR_JUJU_3.includes(`${facade}.${method}`) ? [] : sent).toEqual([]);
      const reply = await replyTo(one, version, params);
      expect(schema.faults(facade, method, "Result", reply, version)).toEqual([]);
    }
  });

  test.skipIf(absent)("the reply to a login, on either kind of connection", async () => {
    const running = controller();
    const machine = await running.addMachine();
    const admin = { tag: "user-admin", ...(await running.setUserPassword({ name: "admin" })) };
    for (const credentials of [machine, admin]) {
      for (const route of ["/api", `/model/${machine.model}/api`]) {
        const reply = await login(await openPeer(running, route), credentials);
        expect(schema.faults("Admin", "Login", "Result", reply)).toEqual([]);
      }
    }
  });

  test.skipIf(absent)("NotifyWatcher.Next, once there is news, and Stop meanwhile", async () => {
    const running = controller();
    const machine = await running.addMachine();
    const peer = await loggedIn(running, machine.model, machine);
    await call(peer, "Machiner", "Watch", entities(machine.tag));
    const ask = (method: string): Promise<unknown> => call(peer, "NotifyWatcher", method, {}, "1");
    const next = ask("Next");
    await call(peer, "Pinger", "Ping");
    await running.setLife({ ...machine, life: "dying" });
    expect(schema.faults("NotifyWatcher", "Next", "Params", {})).toEqual([]);
    expect(schema.faults("NotifyWatcher", "Next", "Result", await next)).toEqual([]);
    const stopped = ask("Next").catch((error: unknown) => error);
    expect(schema.faults("NotifyWatcher", "Stop", "Result", await ask("Stop"))).toEqual([]);
    expect(await stopped).toMatchObject({ code: "stopped" });
  });

  test.skipIf(absent || release !== "3.6")(
    "StringsWatcher.Next, with the names that came and went, and Stop",
    async () => {
      const running = controller();
      const uuid = (await running.addModel({ name: "watched" })).uuid;
      const keeper = await running.addMachine({ controller: true });
      const peer = await loggedIn(running, uuid, keeper);
      await call(peer, "InstancePoller", "WatchModelMachines");
      const ask = (method: string): Promise<unknown> =>
        call(peer, "StringsWatcher", method, {}, "1");
      expect(schema.faults("StringsWatcher", "Next", "Params", {})).toEqual([]);
      const came = ask("Next");
      await call(peer, "Pinger", "Ping");
      const machine = await running.addMachine({ model: uuid });
      expect(await came).toEqual({ "watcher-id": "1", changes: ["0"] });
      expect(schema.faults("StringsWatcher", "Next", "Result", await came)).toEqual([]);
      const went = ask("Next");
      await call(peer, "Pinger", "Ping");
      await running.remove(machine);
      expect(schema.faults("StringsWatcher", "Next", "Result", await went)).toEqual([]);
      expect(schema.faults("StringsWatcher", "Stop", "Result", await ask("Stop"))).toEqual([]);
    },
  );
});

test("every method of every facade that is described is among those held", () => {
  const called = new Set(CALLS.map(({ facade, method }) => `${facade}.${method}`));
  const described = Object.values(facades)
    .filter((one): one is typeof facades.Agent => typeof one === "object" && "methods" in one)
    .filter(({ name }) => name !== "Admin")
    .flatMap(({ name, methods }) => Object.keys(methods).map((method) => `${name}.${method}`));
  const left = described.filter((method) => !called.has(method));
  expect(left.toSorted()).toEqual([...REFUSED, ...WAITING, ...QUIET].toSorted());
});
