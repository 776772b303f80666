import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { startController } from "../../../src/index.js";
import { ONLY_CONTROLLER } from "../../../src/state/controller-node.js";
import { makeDataDir } from "../../../src/state/data-dir.js";
import { SqliteStore } from "../../../src/state/sqlite/sqlite-store.js";
import { advertised } from "../../../src/http/servers.js";
import { olderDataDir } from "../../kit/older-data-dir.js";
import { temporaryDirectory } from "../../kit/test-controller.js";

function openStore(): SqliteStore {
  const dataDir = temporaryDirectory();
  makeDataDir(dataDir);
  const store = new SqliteStore(dataDir);
  onTestFinished(() => store[Symbol.dispose]());
  return store;
}

const shown = (store: SqliteStore, own?: Parameters<typeof advertised>[1]): string[][] =>
  advertised(store, own).map((list) => list.map(({ value, port }) => `${value}:${port}`));

test("a controller is changed by what is named of it, and the rest stays", async () => {
  const store = openStore();
  await store.commit(({ controllers }) => {
    controllers.put({ id: "a", listenAddress: "127.0.0.1:17070", version: "1.0.0" });
    controllers.put({ id: "a", version: "1.1.0" });
  });
  expect(store.controllers.find("a")).toMatchObject({
    listenAddress: "127.0.0.1:17070",
    version: "1.1.0",
    serverCert: undefined,
  });
  await store.commit(({ controllers }) => controllers.remove("a"));
  expect(store.controllers.list()).toEqual([]);
  const again = store.commit(({ controllers }) => controllers.remove("a"));
  await expect(again).rejects.toMatchObject({ code: "ERR_NOT_FOUND" });
});

test("agents are told of every controller, each in a list of its own, the one that is asked first", async () => {
  const store = openStore();
  await store.commit(({ controllers }) => {
    controllers.put({ id: "a", addresses: ["10.0.0.1:17070", "127.0.0.1:17070"] });
    controllers.put({ id: "b", addresses: ["10.0.0.2:17070"] });
    controllers.put({ id: "c" });
  });
  expect(shown(store)).toEqual([["10.0.0.1:17070", "127.0.0.1:17070"], ["10.0.0.2:17070"]]);
  const own = { id: "b", listening: { host: "10.0.0.7", port: 17070 } };
  expect(shown(store, own)).toEqual([["10.0.0.7:17070"], ["10.0.0.1:17070", "127.0.0.1:17070"]]);
  await store.commit(({ settings }) =>
    settings.set({ "api-addresses": JSON.stringify(["controllers.example:443"]) }),
  );
  expect(shown(store, own)).toEqual([["controllers.example:443"]]);
});

test("where it listened and what it showed is kept by a state of before", async () => {
  const dataDir = path.join(temporaryDirectory(), "older");
  await olderDataDir(dataDir);
  let before: {
    readonly listenAddress: string | undefined;
    readonly serverCert: string | undefined;
  };
  {
    using store = new SqliteStore(dataDir);
    const only = store.controllers.find(ONLY_CONTROLLER);
    before = { listenAddress: only?.listenAddress, serverCert: only?.serverCert };
    expect(shown(store)).toEqual([[before.listenAddress]]);
  }
  await using controller = await startController({ dataDir });
  expect(controller.address).toBe(before.listenAddress);
  const status = await controller.status();
  expect(status.controllers).toMatchObject([{ id: ONLY_CONTROLLER, address: controller.address }]);
  using store = new SqliteStore(dataDir);
  expect(store.controllers.find(ONLY_CONTROLLER)).toMatchObject(before);
});
