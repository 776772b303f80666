// Software that is not ours: Canonical's own client for JavaScript, against the running().
import AdminV3 from "@canonical/jujulib/dist/api/facades/admin/AdminV3.js";
import AllWatcherV3 from "@canonical/jujulib/dist/api/facades/all-watcher/AllWatcherV3.js";
import ClientV7 from "@canonical/jujulib/dist/api/facades/client/ClientV7.js";
import ModelManagerV10 from "@canonical/jujulib/dist/api/facades/model-manager/ModelManagerV10.js";
import PingerV1 from "@canonical/jujulib/dist/api/facades/pinger/PingerV1.js";
import { beforeAll, describe, expect, test } from "vitest";

import { jujulibLogin, type JujulibConnection } from "./kit/jujulib.js";
import { modelPath, suiteController } from "./kit/test-controller.js";

const running = suiteController();
let password = "";
beforeAll(async () => {
  ({ password } = await running().setUserPassword({ name: "admin" }));
});

function loginTo(
  route: string,
  credentials = { username: "admin", password },
): Promise<JujulibConnection> {
  const facades = [AdminV3, AllWatcherV3, ClientV7, ModelManagerV10, PingerV1];
  return jujulibLogin(running(), route, facades, credentials);
}

describe("the client that Canonical publishes", () => {
  test("logs in as a user and is told who it is", async () => {
    const { info } = await loginTo("/api");
    expect(info).toMatchObject({
      controllerTag: `controller-${running().controllerUuid}`,
      serverVersion: "3.6.28",
      user: { identity: "user-admin", "controller-access": "superuser" },
    });
  });

  test("is refused with a wrong password, in the words that it knows", async () => {
    await expect(loginTo("/api", { username: "admin", password: "wrong" })).rejects.toThrow(
      "Have you been granted permission to a model on this controller?",
    );
  });

  test("lists the models, makes one, and sees it in the list", async () => {
    const { facades } = await loginTo("/api");
    const modelManager: ModelManagerV10 = facades["modelManager"];
    const admin = { tag: "user-admin" };
    await expect(modelManager.listModels(admin)).resolves.toMatchObject({
      "user-models": [{ model: { name: "controller", uuid: running().controllerModelUuid } }],
    });
    const { uuid } = await modelManager.createModel({
      name: "prod",
      "owner-tag": "user-admin",
      "cloud-tag": "",
      config: {},
      credential: "",
      region: "",
    });
    const summaries = await modelManager.listModelSummaries({ "user-tag": admin.tag, all: true });
    expect(summaries.results.map(({ result }) => [result?.name, result?.["user-access"]])).toEqual([
      ["controller", "admin"],
      ["prod", "admin"],
    ]);
    const models = [{ "model-tag": `model-${uuid}` }] as Parameters<
      ModelManagerV10["destroyModels"]
    >[0]["models"];
    await expect(modelManager.destroyModels({ models })).resolves.toEqual({ results: [{}] });
    expect((await running().status()).models.map(({ name }) => name)).toEqual(["controller"]);
  });

  test("shows the status of a model, with who is there and who is not", async () => {
    const { uuid } = await running().addModel({ name: "shown" });
    for (const id of ["0", "0/lxd/0", "1"]) await running().addMachine({ model: uuid, id });
    await running().addUnit({ name: "mysql/0", model: uuid });
    const { facades } = await loginTo(modelPath(uuid));
    const client: ClientV7 = facades["client"];
    const status = await client.fullStatus({ "include-storage": false, patterns: [] });
    expect(status).toMatchObject({
      model: { name: "shown", type: "iaas", version: "3.6.28" },
      machines: {
        "0": { id: "0", containers: { "0/lxd/0": { id: "0/lxd/0" } } },
        "1": { id: "1" },
      },
      applications: { mysql: { units: { "mysql/0": { "agent-status": { status: "pending" } } } } },
    });
    const one = await client.fullStatus({ "include-storage": false, patterns: ["mysql/*"] });
    expect(Object.keys(one.machines)).toEqual([]);
    expect(Object.keys(one.applications)).toEqual(["mysql"]);
  });

  test("watches a model, everything at first, then what changes", async () => {
    const { uuid } = await running().addModel({ name: "watched" });
    const machine = await running().addMachine({ model: uuid });
    const { facades } = await loginTo(modelPath(uuid));
    const client: ClientV7 = facades["client"];
    const allWatcher: AllWatcherV3 = facades["allWatcher"];
    const watcher = await client.watchAll(null);
    const id = { id: watcher["watcher-id"] };
    await expect(allWatcher.next(id)).resolves.toMatchObject({
      deltas: [
        ["model", "change", { name: "watched" }],
        ["machine", "change", { id: "0", life: "alive" }],
      ],
    });
    const next = allWatcher.next(id);
    await running().setLife({ ...machine, life: "dying" });
    await expect(next).resolves.toMatchObject({
      deltas: [["machine", "change", { id: "0", life: "dying" }]],
    });
    const last = allWatcher.next(id);
    await allWatcher.stop(id);
    await expect(last).rejects.toThrow("watcher has been stopped");
  });

  test("pings", async () => {
    const { facades } = await loginTo("/api");
    const pinger: PingerV1 = facades["pinger"];
    await expect(pinger.ping(null)).resolves.toEqual({});
  });
});
