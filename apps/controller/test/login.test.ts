import { ApiError } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";

import { login, modelPath, openPeer, testController } from "./test-controller.js";

const UNKNOWN = "deadbeef-0bad-400d-8000-4b1d0d06f00d";

describe("a login", () => {
  test("of a provisioned machine is answered with what it connected to", async () => {
    const controller = await testController();
    const machine = controller.addMachine();
    const peer = await openPeer(controller, modelPath(machine.model));
    const reply = await login(peer, machine);
    expect(reply).toMatchObject({
      "controller-tag": `controller-${controller.controllerUuid}`,
      "model-tag": `model-${machine.model}`,
      "server-version": "3.6.0",
      servers: [[{ value: "127.0.0.1", type: "ipv4" }]],
    });
    expect(reply).not.toHaveProperty("user-info");
  });

  test("with a wrong password is refused before the nonce is looked at", async () => {
    const controller = await testController();
    const machine = controller.addMachine({ provisioned: false });
    const peer = await openPeer(controller, modelPath(machine.model));
    const wrong = login(peer, { ...machine, password: "x".repeat(24) });
    await expect(wrong).rejects.toMatchObject({
      message: "invalid entity name or password",
      code: "unauthorized access",
    });
    await expect(login(peer, machine)).rejects.toMatchObject({
      message: "machine 0 not provisioned",
      code: "not provisioned",
    });
    controller.provision(machine);
    await expect(login(peer, machine)).resolves.toBeDefined();
  });

  test("to an unknown model is answered, as every request there, with model not found", async () => {
    const controller = await testController();
    const machine = controller.addMachine();
    const peer = await openPeer(controller, modelPath(UNKNOWN));
    const refusal = new ApiError(`unknown model: "${UNKNOWN}"`, { code: "model not found" });
    await expect(login(peer, machine)).rejects.toEqual(refusal);
    await expect(peer.call({ facade: "Pinger", version: 1, method: "Ping" })).rejects.toEqual(
      refusal,
    );
  });
});
