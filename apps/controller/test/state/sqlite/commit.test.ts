import { silentLogger } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, onTestFinished, test } from "vitest";

import { makeDataDir } from "../../../src/state/data-dir.js";
import { SqliteStore } from "../../../src/state/sqlite/sqlite-store.js";
import { temporaryDirectory } from "../../kit/test-controller.js";

/** A store, and what its followers were told. */
function openStore(): { readonly store: SqliteStore; readonly told: string[][] } {
  const dataDir = temporaryDirectory();
  makeDataDir(dataDir);
  const store = new SqliteStore(dataDir);
  const told: string[][] = [];
  const following = store.changes.follow((topics) => told.push([...topics]), {
    clock: new VirtualClock(),
    logger: silentLogger,
  });
  onTestFinished(() => {
    following[Symbol.dispose]();
    store[Symbol.dispose]();
  });
  return { store, told };
}

describe("what is committed", () => {
  test("is one transaction, and its followers hear once", async () => {
    const { store, told } = openStore();
    await store.commit(({ models }) => {
      models.add({ name: "one" }, 0);
      expect(told).toEqual([]);
      models.add({ name: "two" }, 0);
    });
    expect(told).toHaveLength(1);
    expect(store.models.list().map(({ name }) => name)).toEqual(["one", "two"]);
  });

  test("is kept as a whole or not at all", async () => {
    const { store, told } = openStore();
    const fault = new Error("a fault");
    const failing = store.commit(({ models }) => {
      models.add({ name: "one" }, 0);
      throw fault;
    });
    await expect(failing).rejects.toBe(fault);
    expect(store.models.list()).toEqual([]);
    expect(told).toEqual([]);
    await store.commit(({ models }) => models.add({ name: "two" }, 0));
    expect(store.models.list()).toHaveLength(1);
  });

  test("is kept beside what failed in it and was caught", async () => {
    const { store } = openStore();
    await store.commit(({ models }) => {
      models.add({ name: "one" }, 0);
      expect(() => models.add({ name: "one" }, 0)).toThrow("already");
      models.add({ name: "two" }, 0);
    });
    expect(store.models.list()).toHaveLength(2);
  });

  test("is kept by the time that commit returns", () => {
    const { store } = openStore();
    void store.commit(({ models }) => models.add({ name: "one" }, 0));
    expect(store.models.list()).toHaveLength(1);
  });

  test("tells nobody where it is nothing", async () => {
    const { store, told } = openStore();
    expect(await store.commit(({ models }) => models.list().length)).toBe(0);
    expect(told).toEqual([]);
  });
});
