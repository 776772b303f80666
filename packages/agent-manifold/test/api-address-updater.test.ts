// The updater on a connection that announces what the test says, under an engine on virtual time.
import { setImmediate } from "node:timers/promises";

import type { ApiCaller } from "@holdfast/api-open";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { type Engine, resourceName } from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

import { agentManifold, manifold } from "../src/index.js";
import { apiAddressUpdaterManifold } from "../src/building-blocks.js";
import { engineOn } from "./kit/engine-on.js";
import { FakeConnection } from "./kit/fake-connection.js";

const agentName = resourceName<MemoryAgent>("agent");
const apiCallerName = resourceName<ApiCaller>("api-caller");
const working = "10.0.0.1:17070"; // a FakeConnection's

let clock: VirtualClock;
let engine: Engine;

beforeEach(() => {
  clock = new VirtualClock();
  engine = engineOn(clock);
});
afterEach(async () => {
  engine.kill();
  await engine.wait();
});

const at = (value: string, port = 17_070) => ({ value, port, type: "hostname", scope: "public" });

class AnnouncingConnection extends FakeConnection {
  readonly #announced: readonly ReturnType<typeof at>[];

  constructor(addresses: readonly ReturnType<typeof at>[]) {
    super();
    this.#announced = addresses;
  }

  override get facades(): ReadonlyMap<string, readonly number[]> {
    return new Map([
      ["Machiner", [5]],
      ["NotifyWatcher", [1]],
    ]);
  }

  override bestFacadeVersion(facade: string): number {
    return this.facades.get(facade)?.[0] ?? 0;
  }

  override async call({ method, signal }: Parameters<ApiCaller["call"]>[0]): Promise<unknown> {
    if (method === "WatchAPIHostPorts") return { NotifyWatcherId: "1" };
    if (method === "APIHostPorts") return { servers: [this.#announced] };
    return new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }
}

/** What an agent that knows `working` alone has written down after this announcement. */
async function announced(...addresses: readonly ReturnType<typeof at>[]) {
  const agent = new MemoryAgent({ apiAddresses: [working] });
  engine.install(agentName, agentManifold(agent));
  const apiOpen = (): Promise<never> => Promise.reject(new Error("nobody dials here"));
  const newConnection = async (): Promise<FakeConnection> => new AnnouncingConnection(addresses);
  const apiConfigWatcherName = resourceName("nothing");
  engine.install(
    apiCallerName,
    manifold({ agentName, apiConfigWatcherName, apiOpen, newConnection }),
  );
  engine.install(
    resourceName("api-address-updater"),
    apiAddressUpdaterManifold({ agentName, apiCallerName, apiOpen }),
  );
  await clock.advance(100);
  await setImmediate(); // a MemoryAgent's write takes that long
  return agent.currentConfig().apiAddresses;
}

test("an address that leads nowhere does not displace the one that works", async () => {
  expect(await announced(at("10.9.9.9"))).toEqual(["10.9.9.9:17070", working]);
});

test("what is no address is left out, and those that are ones are written down", async () => {
  const yaml = at("x\napipassword: own\n#");
  const addresses = await announced(at("[fe80"), at("a b"), at("10.0.0.2"), at("h", 70_000), yaml);
  expect(addresses).toEqual(["10.0.0.2:17070", working]);
});

test("an announcement of nothing usable changes nothing", async () => {
  expect(await announced(at("[x"), at(""), at("user@other/..?#"))).toEqual([working]);
});

test("a hundred thousand addresses leave a short list, with the one that works", async () => {
  const addresses = await announced(...Array.from({ length: 100_000 }, (_, n) => at(`h${n}`)));
  expect(addresses.length).toBeLessThan(100);
  expect(addresses).toContain(working);
});

test("an address that works and is announced stands where it was announced", async () => {
  expect(await announced(at("10.0.0.1"), at("10.0.0.2"))).toEqual([working, "10.0.0.2:17070"]);
});
