import { X509Certificate } from "node:crypto";

import { createAuthority, issueLeaf } from "@holdfast/certificates";
import type { RpcPeer } from "@holdfast/rpc";
import { describe, expect, test } from "vitest";

import { openAdmin } from "../../src/index.js";
import { type Shown, showing, withoutPassword } from "../kit/showing-certificate.js";
import { call, login, temporaryDirectory, testController } from "../kit/test-controller.js";

const REFUSED = { code: "unauthorized access" };

const serialOf = ({ cert }: Shown): string => new X509Certificate(cert).serialNumber;

function over(peer: RpcPeer): Promise<void> {
  return expect.poll(() => peer.closed.aborted).toBe(true);
}

describe("a certificate that is revoked", () => {
  test("ends its sessions, and opens no other, over restarts too", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const machine = await controller.addMachine();
    const shown = await controller.issueClientCertificate(machine);
    const other = await controller.issueClientCertificate(machine);
    const peer = await showing(controller, machine.model, shown);
    const untouched = await showing(controller, machine.model, other);
    await login(peer, withoutPassword(machine));
    await login(untouched, withoutPassword(machine));
    const early = await showing(controller, machine.model, shown); // has not logged in yet
    using admin = openAdmin({ dataDir });
    await admin.revokeCertificate(serialOf(shown));
    await over(peer);
    await expect(login(early, withoutPassword(machine))).rejects.toMatchObject(REFUSED);
    await expect(call(untouched, "Pinger", "Ping")).resolves.toBeDefined();
    await controller[Symbol.asyncDispose]();
    const again = await testController({ dataDir });
    const later = await showing(again, machine.model, shown);
    await expect(login(later, withoutPassword(machine))).rejects.toMatchObject(REFUSED);
    await expect(login(later, machine)).resolves.toBeDefined(); // its password is another matter
    expect((await again.status()).authority.revoked).toEqual([serialOf(shown)]);
  });

  test.each([
    ["as openssl shows it", (serial: string) => serial],
    [
      "in small letters with colons",
      (serial: string) => serial.toLowerCase().replaceAll(/(..)(?=.)/gu, "$1:"),
    ],
    ["with 0x and zeros before it", (serial: string) => `0x0000${serial}`],
  ])("may be named %s", async (_how, write) => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const shown = await controller.issueClientCertificate(machine);
    await controller.revokeCertificate(write(serialOf(shown)));
    const peer = await showing(controller, machine.model, shown);
    await expect(login(peer, withoutPassword(machine))).rejects.toMatchObject(REFUSED);
  });

  test("is named by a serial number, and by nothing else", async () => {
    const controller = await testController();
    for (const serial of ["", "machine-0", "12 34", "ab".repeat(21)]) {
      await expect(controller.revokeCertificate(serial)).rejects.toThrow(
        expect.objectContaining({ code: "ERR_NOT_VALID" }),
      );
    }
  });
});

test("a connection that was made before an authority was distrusted does not log in by it after", async () => {
  const controller = await testController();
  const machine = await controller.addMachine();
  const now = Date.now();
  const authority = await createAuthority("another authority", now);
  const names = { dns: [], ip: [] };
  const about = {
    commonName: machine.tag,
    organisation: machine.model,
    names,
    use: "client",
  } as const;
  const shown = await issueLeaf(authority, about, now);
  await controller.setClientAuthorities([authority.cert]);
  const peer = await showing(controller, machine.model, shown);
  await controller.setClientAuthorities([]);
  await expect(login(peer, withoutPassword(machine))).rejects.toMatchObject(REFUSED);
});
