// One controller's store, in a process of its own.
import process from "node:process";

import { silentLogger, systemClock } from "@holdfast/ports";

import type { StoreFigures, StoreJob, StorePlace } from "./store.js";

type Stores = typeof import("../../apps/controller/src/state/open-store.js");

const never = new AbortController().signal;
// What is measured is no part of the package's entrance.
const inside = new URL("state/open-store.js", import.meta.resolve("@holdfast/controller"));
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built from that source
const { openStore } = (await import(inside.href)) as Stores;
type Store = Awaited<ReturnType<typeof openStore>>;

let opened: Store | undefined;

process.on("message", (what: StorePlace | StoreJob) => {
  void answer(what).then((figures) => process.send?.(figures));
});
process.once("disconnect", () => {
  opened?.[Symbol.dispose]();
  process.exit();
});

async function answer(what: StorePlace | StoreJob): Promise<StoreFigures> {
  if ("dataDir" in what) {
    opened = await openStore({ ...what, clock: systemClock, logger: silentLogger, signal: never });
    return { took: [] };
  }
  if (opened === undefined) throw new Error("no store is open");
  return work(opened, what);
}

async function work(
  store: Store,
  { work: kind, inFlight, duration }: StoreJob,
): Promise<StoreFigures> {
  const took: number[] = [];
  const end = performance.now() + duration;
  const once = async (): Promise<void> => {
    if (kind === "fresh") await store.fresh(never);
    else await store.commit((tx) => tx.settings.set({ "api-addresses": String(took.length) }));
  };
  const go = async (): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now();
      await once();
      took.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, go));
  return { took };
}
