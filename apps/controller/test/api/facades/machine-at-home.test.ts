// What a machine is told of itself: its version, a reboot, proxies and keys.
import { describe, expect, test } from "vitest";

import { JUJU_RELEASES } from "../../../src/api/juju-release.js";
import { call, entities, loggedIn, testController } from "../../kit/test-controller.js";

const tools = (tag: string, version: string): object => ({
  "agent-tools": [{ tag, tools: { version } }],
});

describe("the upgrader", () => {
  test("leaves an agent what it says it is, until the operator wants another version", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const own = entities(machine.tag);
    const desired = (): Promise<unknown> => call(peer, "Upgrader", "DesiredVersion", own);
    expect(await desired()).toEqual({ results: [{ version: "3.6.28" }] });
    await call(peer, "Upgrader", "SetTools", tools(machine.tag, "3.5.1-ubuntu-arm64"));
    expect(await desired()).toEqual({ results: [{ version: "3.5.1" }] });
    expect((await controller.status()).models[0]?.agents[0]?.agentVersion).toBe(
      "3.5.1-ubuntu-arm64",
    );

    await call(peer, "Upgrader", "WatchAPIVersion", own);
    const next = call(peer, "NotifyWatcher", "Next", {}, "1");
    await controller.setModelConfig(machine.model, { "agent-version": "3.6.1" });
    expect(await next).toEqual({});
    expect(await desired()).toEqual({ results: [{ version: "3.6.1" }] });
    expect(await call(peer, "Upgrader", "Tools", own)).toMatchObject({
      results: [{ error: { code: "not found" } }],
    });
  });

  test("takes the version of nobody else, and none that is not a binary's", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const set = (tag: string, version: string): Promise<unknown> =>
      call(peer, "Upgrader", "SetTools", tools(tag, version));
    await expect(set("machine-0", "3.6.28")).rejects.toThrow('invalid binary version "3.6.28"');
    expect(await set("machine-9", "3.6.28-ubuntu-amd64")).toMatchObject({
      results: [{ error: { code: "unauthorized access" } }],
    });
  });
});

describe("a machine", () => {
  test("is asked to reboot once, until its agent takes that back", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const own = entities(machine.tag);
    const wanted = (): Promise<unknown> => call(peer, "Reboot", "GetRebootAction", own);
    expect(await wanted()).toEqual({ results: [{ result: "noop" }] });
    await call(peer, "Reboot", "WatchForRebootEvent");
    const next = call(peer, "NotifyWatcher", "Next", {}, "1");
    await controller.setReboot({ ...machine, action: "shutdown" });
    expect(await next).toEqual({});
    expect(await wanted()).toEqual({ results: [{ result: "shutdown" }] });
    expect(await call(peer, "Reboot", "ClearReboot", own)).toEqual({ results: [{}] });
    expect(await wanted()).toEqual({ results: [{ result: "noop" }] });
  });

  test("gets its model's proxies and keys, and hears of their changes", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const own = entities(machine.tag);
    await call(peer, "ProxyUpdater", "WatchForProxyConfigAndAPIHostPortChanges", own);
    await call(peer, "KeyUpdater", "WatchAuthorisedKeys", own);
    const proxies = call(peer, "NotifyWatcher", "Next", {}, "1");
    const keys = call(peer, "NotifyWatcher", "Next", {}, "2");
    await controller.setModelConfig(machine.model, {
      "juju-http-proxy": "http://proxy:3128",
      "no-proxy": "10.0.0.0/8",
      "authorized-keys": "ssh-ed25519 AAAA ann\n\nssh-ed25519 BBBB bob\n",
    });
    await Promise.all([proxies, keys]);
    expect(await call(peer, "ProxyUpdater", "ProxyConfig", own)).toMatchObject({
      results: [
        {
          "legacy-proxy-settings": { http: "", "no-proxy": "10.0.0.0/8,127.0.0.1" },
          "juju-proxy-settings": {
            http: "http://proxy:3128",
            "no-proxy": "127.0.0.1,::1,localhost",
          },
          "apt-proxy-settings": { http: "http://proxy:3128" },
        },
      ],
    });
    expect(await call(peer, "KeyUpdater", "AuthorisedKeys", own)).toEqual({
      results: [{ result: ["ssh-ed25519 AAAA ann", "ssh-ed25519 BBBB bob"] }],
    });
  });

  test("is refused an unknown or unusable configuration, all of it", async () => {
    const controller = await testController();
    const { controllerModelUuid: model } = controller;
    const refused = (values: Record<string, string>, words: string): Promise<void> =>
      expect(controller.setModelConfig(model, values)).rejects.toThrow(words);
    await refused({ "http-proxy": "http://a", color: "red" }, 'no configuration "color"');
    await refused({ development: "perhaps" }, "development is true or false");
    await refused({ "num-provision-workers": "many" }, "is a number");
    await refused({ "agent-version": "newest" }, "is no version");
    expect((await controller.modelConfig(model)).get("http-proxy")?.value).toBe("");
  });
});

describe.each(JUJU_RELEASES)("as Juju %s, the machiner", (release) => {
  test("knows where a machine is by what it observes, and by what it says only in 3.6", async () => {
    const controller = await testController({ asJuju: release });
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const { tag } = machine;
    const shown = async (): Promise<string[]> => {
      const admin = { tag: "user-admin", ...(await controller.setUserPassword({ name: "admin" })) };
      const user = await loggedIn(controller, machine.model, admin);
      const status = await user.call({ facade: "Client", version: 8, method: "FullStatus" });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of a machine that is there
      return (status as { machines: { 0: { "ip-addresses": string[] } } }).machines[0][
        "ip-addresses"
      ];
    };
    const address = { value: "10.0.0.7", type: "ipv4", scope: "local-cloud" };
    await call(peer, "Machiner", "SetMachineAddresses", {
      "machine-addresses": [{ tag, addresses: [address] }],
    });
    expect(await shown()).toEqual(release === "3.6" ? ["10.0.0.7"] : []);
    const device = (name: string, more: object): object => ({
      "interface-name": name,
      "interface-type": "ethernet",
      "mac-address": "00:16:3e:aa:bb:cc",
      ...more,
    });
    const loopback = { value: "127.0.0.1", type: "ipv4", scope: "local-machine" };
    const observed = { tag, config: [device("eth0", { addresses: [loopback, address] })] };
    expect(await call(peer, "Machiner", "SetObservedNetworkConfig", observed)).toEqual({});
    expect(await shown()).toEqual(["10.0.0.7"]);
    await call(peer, "Machiner", "SetObservedNetworkConfig", { tag, config: [] });
    expect(await shown()).toEqual(["10.0.0.7"]);
    const strange = { tag, config: [device("eth0", { "interface-type": "carrier pigeon" })] };
    await expect(call(peer, "Machiner", "SetObservedNetworkConfig", strange)).rejects.toThrow(
      'link-layer device "eth0", type "carrier pigeon" not valid',
    );
  });

  test("keeps the host name over a start that has none, in 3.6 alone", async () => {
    const controller = await testController({ asJuju: release });
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const { tag } = machine;
    await call(peer, "Machiner", "RecordAgentStartInformation", { args: [{ tag, hostname: "a" }] });
    await call(peer, "Machiner", "RecordAgentStartTime", entities(tag));
    const kept = (await controller.status()).models[0]?.agents[0]?.hostname;
    expect(kept).toBe(release === "3.6" ? "a" : undefined);
  });
});
