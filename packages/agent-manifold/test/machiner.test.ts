import type { NetworkConfig } from "@holdfast/facades";
import { ApiError } from "@holdfast/api-open";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { describe, expect, test } from "vitest";

import { TerminateAgentError } from "../src/index.js";
import { MACHINER_NAME, machinerManifold } from "../src/building-blocks.js";
import { observedNetwork } from "../src/network/observed-network.js";
import { AGENT, AgentAtController, CALLER } from "./kit/agent-at-controller.js";
import { reportOf } from "./kit/engine-on.js";

const done = () => ({ results: [{}] });
const card = { index: 2, mac: "00:16:3e:aa:bb:cc", mtu: 1500, isUp: true, parent: "" } as const;

/** A network of one card, and a bridge to containers. */
function network(...addresses: string[]): readonly NetworkConfig[] {
  const listed = (cidr: string) => ({
    address: cidr.split("/")[0] ?? "",
    cidr,
    netmask: "",
    family: "IPv4" as const,
    mac: card.mac,
    internal: false,
  });
  return observedNetwork({
    links: [
      { ...card, name: "eth0", type: "ethernet" },
      { ...card, name: "lxdbr0", type: "bridge", index: 3 },
    ],
    interfaces: { eth0: addresses.map(listed), lxdbr0: [listed("10.9.0.1/24")] },
    route: undefined,
  });
}

const releases = {
  "3.6": { Agent: [3], Machiner: [5] },
  "4.1": { Agent: [3], Machiner: [5, 6] },
};

/** A controller of a release, with a machine that lives as the test says. */
class Site extends AgentAtController {
  life = "alive";
  network = network("10.0.4.17/24");
  config: Record<string, unknown> = {};

  constructor(release: keyof typeof releases, agent = new MemoryAgent()) {
    super({
      facades: releases[release],
      agent,
      answers: {
        "Machiner.Life": () => ({ results: [{ life: this.life }] }),
        "Machiner.Watch": () => ({ results: [{ NotifyWatcherId: "1" }] }),
        "Machiner.SetMachineAddresses": done,
        "Machiner.RecordAgentStartInformation": done,
        "Machiner.SetStatus": done,
        "Machiner.EnsureDead": done,
        "Agent.ModelConfig": () => ({ config: this.config }),
      },
    });
    this.engine.install(
      MACHINER_NAME,
      machinerManifold({
        agentName: AGENT,
        apiCallerName: CALLER,
        network: async () => this.network,
        hostname: "node1",
        clock: this.clock,
        logger: this.log.logger,
      }),
    );
  }
}

describe("a machine's agent", () => {
  test("tells Juju 3.6 the machine's name, its addresses, its network, and that it has started", async () => {
    await using site = new Site("3.6");
    await site.clock.advance(100);
    expect(site.asked).toEqual([
      "Machiner(5).Life",
      "Machiner(5).RecordAgentStartInformation",
      "Agent(3).ModelConfig",
      "Machiner(5).SetMachineAddresses",
      "Machiner(5).SetObservedNetworkConfig",
      "Machiner(5).SetStatus",
      "Machiner(5).Watch",
      "Machiner(5).Life",
    ]);
    expect(site.paramsOf("RecordAgentStartInformation")).toEqual({
      args: [{ tag: "machine-0", hostname: "node1" }],
    });
    const addresses = [{ value: "10.0.4.17", type: "ipv4", scope: "local-cloud" }];
    expect(site.paramsOf("SetMachineAddresses")).toEqual({
      "machine-addresses": [{ tag: "machine-0", addresses }],
    });
    expect(site.paramsOf("SetObservedNetworkConfig")).toEqual({
      tag: "machine-0",
      config: site.network,
    });
    expect(reportOf(site.engine, "machiner").report).toEqual({
      life: "alive",
      hostname: "node1",
      container: "none",
      addresses: ["10.0.4.17"],
    });
  });

  test("tells Juju 4 its network alone, from which it knows the addresses", async () => {
    await using site = new Site("4.1");
    await site.clock.advance(100);
    expect(site.asked.slice(0, 4)).toEqual([
      "Machiner(6).Life",
      "Machiner(6).RecordAgentStartInformation",
      "Machiner(6).SetObservedNetworkConfig",
      "Machiner(6).SetStatus",
    ]);
    expect(site.asked.join()).not.toMatch(/SetMachineAddresses|ModelConfig/);
  });

  test("tells no addresses of its own where the model wants none", async () => {
    await using site = new Site("3.6");
    site.config = { "ignore-machine-addresses": true };
    await site.clock.advance(100);
    expect(site.paramsOf("SetMachineAddresses")).toEqual({
      "machine-addresses": [{ tag: "machine-0", addresses: [] }],
    });
  });

  test("of a container tells its addresses all the same", async () => {
    await using site = new Site("3.6", new MemoryAgent({ tag: "machine-0-lxd-1" }));
    site.config = { "ignore-machine-addresses": true };
    await site.clock.advance(100);
    expect(JSON.stringify(site.paramsOf("SetMachineAddresses"))).toContain("10.0.4.17");
    expect(reportOf(site.engine, "machiner").report).toMatchObject({ container: "lxd" });
  });

  test("tells of the network again once it is another, and only then", async () => {
    await using site = new Site("4.1");
    const told = () => site.asked.filter((each) => each.endsWith("SetObservedNetworkConfig"));
    await site.clock.advance(600_000);
    expect(told()).toHaveLength(1);
    site.network = network("10.0.4.17/24", "10.0.5.1/24");
    await site.clock.advance(61_000);
    expect(told()).toHaveLength(2);
    expect(site.paramsOf("SetObservedNetworkConfig")).toMatchObject({ config: site.network });
    await site.clock.advance(600_000);
    expect(told()).toHaveLength(2);
  });

  test("of a dying machine announces nothing: it makes sure that it is dead, and ends", async () => {
    await using site = new Site("4.1");
    site.life = "dying";
    await site.clock.advance(100);
    await expect(site.engine.wait()).rejects.toThrow(TerminateAgentError);
    expect(site.asked).toEqual([
      "Machiner(6).Life",
      "Machiner(6).Watch",
      "Machiner(6).Life",
      "Machiner(6).SetStatus",
      "Machiner(6).EnsureDead",
    ]);
    expect(JSON.stringify(site.paramsOf("SetStatus"))).toContain("stopped");
  });

  test("waits and asks again where the controller asks to try again", async () => {
    await using site = new Site("3.6");
    let asked = 0;
    site.answers["Machiner.EnsureDead"] = () => {
      asked++;
      const error = { message: "try again", code: "try again" };
      return { results: [asked < 3 ? { error } : {}] };
    };
    site.life = "dying";
    await site.clock.advance(4000);
    expect(asked).toBe(1);
    await site.clock.advance(10_000);
    expect(asked).toBe(3);
    await expect(site.engine.wait()).rejects.toThrow(TerminateAgentError);
  });

  test.each([
    "machine has assigned units",
    "machine has attached storage",
    "machine is hosting containers",
  ])("lives on while the %s, until the next change", async (code) => {
    await using site = new Site("4.1");
    let busy = true;
    site.answers["Machiner.EnsureDead"] = () => {
      if (busy) throw new ApiError("not yet", { code });
      return done();
    };
    site.life = "dying";
    await site.clock.advance(60_000);
    expect(site.asked.filter((each) => each.endsWith("EnsureDead"))).toHaveLength(1);
    busy = false;
    await site.change();
    await expect(site.engine.wait()).rejects.toThrow(TerminateAgentError);
  });
});
