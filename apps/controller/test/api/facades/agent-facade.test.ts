import fs from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import {
  call,
  entities,
  loggedIn,
  temporaryDirectory,
  testController,
} from "../../kit/test-controller.js";

const DENIED = { error: { message: "permission denied", code: "unauthorized access" } };
const PASSWORD = "a password of twenty-four bytes";

const changes = (tag: string, password: string): object => ({ changes: [{ tag, password }] });

describe("Agent", () => {
  test("tells an agent about itself alone", async () => {
    const controller = await testController();
    const machine = await controller.addMachine({ containerType: "lxd" });
    await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const asked = entities("machine-0", "machine-1", "nonsense");
    await expect(call(peer, "Agent", "GetEntities", asked)).resolves.toEqual({
      entities: [
        { life: "alive", jobs: ["JobHostUnits"], "container-type": "lxd" },
        { life: "", jobs: [], "container-type": "", ...DENIED },
        { life: "", jobs: [], "container-type": "", ...DENIED },
      ],
    });
  });

  test("changes the agent's own password at once, and no other's", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const other = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    await expect(
      call(peer, "Agent", "SetPasswords", changes(other.tag, PASSWORD)),
    ).resolves.toEqual({ results: [DENIED] });
    await expect(
      call(peer, "Agent", "SetPasswords", changes(machine.tag, PASSWORD)),
    ).resolves.toEqual({ results: [{}] });
    await expect(loggedIn(controller, machine.model, machine)).rejects.toMatchObject({
      code: "unauthorized access",
    });
    const changed = { ...machine, password: PASSWORD };
    await expect(loggedIn(controller, machine.model, changed)).resolves.toBeDefined();
    await expect(loggedIn(controller, other.model, other)).resolves.toBeDefined();
  });

  test("refuses a password of less than 24 bytes, counted as bytes, without a code", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const short = call(peer, "Agent", "SetPasswords", changes(machine.tag, "x".repeat(23)));
    await expect(short).resolves.toEqual({
      results: [
        {
          error: {
            message: "password is only 23 bytes long, and is not a valid Agent password",
            code: "",
          },
        },
      ],
    });
    const wide = call(peer, "Agent", "SetPasswords", changes(machine.tag, "ü".repeat(12)));
    await expect(wide).resolves.toEqual({ results: [{}] });
  });

  test("writes nothing where the password is the one it has", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    const wal = path.join(dataDir, "controller.sqlite-wal");
    const before = fs.readFileSync(wal);
    const same = changes(machine.tag, machine.password);
    await expect(call(peer, "Agent", "SetPasswords", same)).resolves.toEqual({ results: [{}] });
    expect(fs.readFileSync(wal).equals(before)).toBe(true);
    await call(peer, "Agent", "SetPasswords", changes(machine.tag, PASSWORD));
    expect(fs.readFileSync(wal).equals(before)).toBe(false);
  });

  test("refuses a dead machine's password", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    await controller.setLife({ ...machine, life: "dead" });
    await expect(
      call(peer, "Agent", "SetPasswords", changes(machine.tag, PASSWORD)),
    ).resolves.toMatchObject({ results: [{ error: { code: "dead" } }] });
  });

  test("answers for an agent that was removed with not found", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    await controller.remove(machine);
    await expect(call(peer, "Agent", "GetEntities", entities(machine.tag))).resolves.toMatchObject({
      entities: [{ error: { code: "not found" } }],
    });
  });

  test("keeps what is the controllers' from all others", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const own = await controller.addMachine({ controller: true });
    const peer = await loggedIn(controller, machine.model, machine);
    await expect(call(peer, "Agent", "IsMaster")).rejects.toMatchObject({
      code: "unauthorized access",
    });
    await expect(call(peer, "Agent", "StateServingInfo")).rejects.toMatchObject({
      code: "unauthorized access",
    });
    const ownPeer = await loggedIn(controller, own.model, own);
    await expect(call(ownPeer, "Agent", "IsMaster")).resolves.toEqual({ master: true });
  });

  test("has no request to reboot to clear, and says so by nothing", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    await expect(
      call(peer, "Agent", "ClearReboot", entities(machine.tag, "machine-9")),
    ).resolves.toEqual({ results: [{}, DENIED] });
  });
});

describe("Machiner", () => {
  test("keeps what a machine says of itself", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const { tag } = machine;
    const peer = await loggedIn(controller, machine.model, machine);
    const status = { entities: [{ tag, status: "started", info: "all well", data: {} }] };
    await call(peer, "Machiner", "SetStatus", status);
    const addresses = [{ value: "10.0.0.7", type: "ipv4", scope: "local-cloud" }];
    await expect(
      call(peer, "Machiner", "SetMachineAddresses", { "machine-addresses": [{ tag, addresses }] }),
    ).resolves.toEqual({ results: [{}] });
    await expect(
      call(peer, "Machiner", "RecordAgentStartInformation", { args: [{ tag, hostname: "box" }] }),
    ).resolves.toEqual({ results: [{}] });
    expect((await controller.status()).models[0]?.agents[0]).toMatchObject({
      status: "started",
      statusInfo: "all well",
    });
  });

  test("lets a machine declare itself dead", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    await call(peer, "Machiner", "EnsureDead", entities(machine.tag));
    await expect(call(peer, "Machiner", "Life", entities(machine.tag))).resolves.toEqual({
      results: [{ life: "dead" }],
    });
  });

  test("tells where the controller is, as the operator says it is", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    await expect(call(peer, "Machiner", "APIAddresses")).resolves.toEqual({
      result: [controller.address],
    });
    await controller.setApiAddresses([
      "10.0.0.1:17070",
      "[2001:db8::1]:17070",
      "controller.example:443",
    ]);
    await expect(call(peer, "Machiner", "APIHostPorts")).resolves.toEqual({
      servers: [
        [
          { value: "10.0.0.1", type: "ipv4", scope: "local-cloud", port: 17_070 },
          { value: "2001:db8::1", type: "ipv6", scope: "local-cloud", port: 17_070 },
          { value: "controller.example", type: "hostname", scope: "local-cloud", port: 443 },
        ],
      ],
    });
  });
});
