import { untilAborted } from "@holdfast/ports";
import { describe, expect, test } from "vitest";

import { blocks, connected, fingerprints } from "../kit/authorities.js";
import { keyFilesIn } from "../kit/older-data-dir.js";
import { showing, withoutPassword } from "../kit/showing-certificate.js";
import { call, login, temporaryDirectory, testController } from "../kit/test-controller.js";

describe("a rotation of the authority", () => {
  test("that is cancelled leaves the old authority, which agents that learnt both go on by", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const machine = await controller.addMachine();
    const old = controller.caCert;
    const before = keyFilesIn(dataDir);
    await controller.rotateAuthority();
    const both = controller.caCert;
    const peer = await connected(controller, both, machine);
    await call(peer, "HoldfastAuthority", "SetLearnt", { fingerprints: fingerprints(both) });
    await call(peer, "HoldfastAuthority", "WatchAuthorities");
    const changed = call(peer, "NotifyWatcher", "Next", {}, "1");
    await controller.cancelAuthorityRotation();
    await changed;
    const told = await call(peer, "HoldfastAuthority", "Authorities");
    expect(told).toEqual({ "ca-certs": old });
    expect(controller.caCert).toBe(old);
    expect(keyFilesIn(dataDir)).toEqual(before);
    for (const trusted of [old, both]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await expect(connected(controller, trusted, machine)).resolves.toBeDefined();
    }
    await controller.rotateAuthority();
    expect(controller.caCert).not.toBe(both);
    expect((await controller.status()).authority.notLearnt).toMatchObject([{ tag: machine.tag }]);
  });

  test("is not cancelled where an agent trusts the next authority alone, unless it is to be locked out", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    await controller.rotateAuthority();
    const both = controller.caCert;
    const peer = await connected(controller, both, machine);
    const next = fingerprints(both).slice(1);
    await call(peer, "HoldfastAuthority", "SetLearnt", { fingerprints: next });
    await expect(controller.cancelAuthorityRotation()).rejects.toMatchObject({
      code: "ERR_CA_NOT_LEARNT",
      message: expect.stringContaining(machine.tag),
    });
    expect(controller.caCert).toBe(both);
    await controller.cancelAuthorityRotation({ force: true });
    expect(blocks(both)[0]).toBe(blocks(controller.caCert)[0]);
  });

  test("is not cancelled where clients have certificates by the next authority, unless they are to be refused", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const before = await controller.issueClientCertificate(machine);
    await controller.rotateAuthority();
    await controller.cancelAuthorityRotation();
    await controller.rotateAuthority();
    const after = await controller.issueClientCertificate(machine);
    const young = await showing(controller, machine.model, after);
    await login(young, withoutPassword(machine));
    await expect(controller.cancelAuthorityRotation()).rejects.toMatchObject({
      code: "ERR_NOT_VALID",
      message: expect.stringContaining("--force"),
    });
    await controller.cancelAuthorityRotation({ force: true });
    await untilAborted(young.closed);
    const old = await showing(controller, machine.model, before);
    await expect(login(old, withoutPassword(machine))).resolves.toBeDefined();
  });

  test("is not cancelled where there is none, nor after a theft", async () => {
    const controller = await testController();
    const invalid = { code: "ERR_NOT_VALID" };
    await expect(controller.cancelAuthorityRotation({ force: true })).rejects.toMatchObject(
      invalid,
    );
    await controller.rekey();
    await expect(controller.cancelAuthorityRotation({ force: true })).rejects.toMatchObject(
      invalid,
    );
    await controller.finishAuthorityRotation();
  });
});
