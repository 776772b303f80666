import { expect, onTestFinished, test } from "vitest";

import { makeDataDir } from "../../src/state/data-dir.js";
import { SqliteStore } from "../../src/state/sqlite/sqlite-store.js";
import type { Store, StoreWriter } from "../../src/state/store.js";
import { temporaryDirectory } from "../kit/test-controller.js";
import { historyFault } from "./store-histories.js";

/** A store that does some of its work otherwise. */
function otherwise(store: Store, work: Partial<Store>): Store {
  const { settings, controllers, models, agents, users, revocations, changes } = store;
  return {
    settings,
    controllers,
    models,
    agents,
    users,
    revocations,
    changes,
    isOpen: true,
    fresh: (signal) => store.fresh(signal),
    commit: (body) => store.commit(body),
    wipe: () => store.wipe(),
    [Symbol.dispose]: () => store[Symbol.dispose](),
    ...work,
  };
}

const broken: Readonly<Record<string, (store: Store) => Store>> = {
  "runs bodies on what it knew after its own last commit": (store) => {
    let known: string | undefined;
    return otherwise(store, {
      commit: (body) =>
        store.commit((tx) => {
          const settings: StoreWriter["settings"] = {
            get: (key) => (key === "next-ca-vouches-until" ? known : tx.settings.get(key)),
            set: (values) => {
              known = values["next-ca-vouches-until"] ?? known;
              tx.settings.set(values);
            },
          };
          return body({ ...tx, models: tx.models, agents: tx.agents, users: tx.users, settings });
        }),
    });
  },
  "calls stale state fresh": (store) => {
    let known = store.settings.get("next-ca-vouches-until");
    return otherwise(store, {
      settings: {
        get: (key) => (key === "next-ca-vouches-until" ? known : store.settings.get(key)),
      },
      commit: async (body) => {
        const result = await store.commit(body);
        known = store.settings.get("next-ca-vouches-until");
        return result;
      },
    });
  },
  "does a commit twice whose answer was lost": (store) => {
    let commits = 0;
    return otherwise(store, {
      commit: async (body) => {
        const result = await store.commit(body);
        return ++commits % 10 === 0 ? store.commit(body) : result;
      },
    });
  },
  "acknowledges what it loses": (store) => {
    let commits = 0;
    const undo = new Error("undone");
    return otherwise(store, {
      commit: async (body) => {
        if (++commits % 10 !== 0) return store.commit(body);
        const kept: ReturnType<typeof body>[] = [];
        const losing = store.commit((tx) => {
          kept.push(body(tx));
          throw undo;
        });
        await losing.catch((error: unknown) => {
          if (error !== undo) throw error;
        });
        const [result] = kept;
        if (result === undefined) throw new Error("the body gave nothing");
        return result;
      },
    });
  },
};

const open = (): Store[] => {
  const dataDir = temporaryDirectory();
  makeDataDir(dataDir);
  const stores = [new SqliteStore(dataDir), new SqliteStore(dataDir)];
  onTestFinished(() => {
    for (const store of stores) store[Symbol.dispose]();
  });
  return stores;
};

test.for(Object.entries(broken))("the histories find a store that %s", async ([, broke]) => {
  const fault = await historyFault(open().map(broke), { seed: 1, commits: 100 });
  expect(fault).toBeDefined();
});

test("the histories find nothing wrong with that store unbroken", async () => {
  const stores = open().map((store) => otherwise(store, {}));
  expect(await historyFault(stores, { seed: 1, commits: 100 })).toBeUndefined();
});
