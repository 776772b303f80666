import { onTestFinished } from "vitest";

import { makeDataDir } from "../../../src/state/data-dir.js";
import { SqliteStore } from "../../../src/state/sqlite/sqlite-store.js";
import { temporaryDirectory } from "../../kit/test-controller.js";
import { storeConformance } from "../store-conformance.js";

storeConformance({
  name: "SQLite",
  open: (openers) => {
    const dataDir = temporaryDirectory();
    makeDataDir(dataDir);
    const stores = Array.from({ length: openers }, () => new SqliteStore(dataDir));
    onTestFinished(() => {
      for (const store of stores) store[Symbol.dispose]();
    });
    return Promise.resolve(stores);
  },
});
