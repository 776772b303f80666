import { X509Certificate } from "node:crypto";
import tls from "node:tls";

import { describe, expect, test } from "vitest";

import type { RunningController } from "../../src/index.js";
import { CalendarClock } from "../kit/calendar-clock.js";
import { temporaryDirectory, testController } from "../kit/test-controller.js";

const DAY = 86_400_000;

/** The chain that the controller shows to who trusts its authority and asks for that name. */
function shownTo(controller: RunningController, servername: string): Promise<X509Certificate> {
  const [host = "", port = ""] = controller.address.split(":");
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host, port: Number(port), ca: controller.caCert, servername });
    socket.once("secureConnect", () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate === undefined) reject(new Error("no certificate"));
      else resolve(certificate);
    });
    socket.once("error", reject);
  });
}

describe("the controller's certificate", () => {
  test("is good for every name that Juju's have, and for the address", async () => {
    const controller = await testController();
    for (const name of ["anything", "juju-apiserver", "juju-mongodb", "localhost"]) {
      const leaf = await shownTo(controller, name);
      expect(leaf.checkHost(name)).toBe(name);
      expect(leaf.checkIP("127.0.0.1")).toBe("127.0.0.1");
    }
    await expect(shownTo(controller, "elsewhere")).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
  });

  test("comes with its authority, which can sign and is not a server's", async () => {
    const controller = await testController();
    const leaf = await shownTo(controller, "juju-apiserver");
    const authority = new X509Certificate(controller.caCert);
    expect(authority.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkIssued(authority)).toBe(true);
    expect(leaf.verify(authority.publicKey)).toBe(true);
    expect(leaf.issuerCertificate?.fingerprint256).toBe(authority.fingerprint256);
  });

  test("stays the same over restarts, its authority with it", async () => {
    const dataDir = temporaryDirectory();
    const first = await testController({ dataDir });
    const leaf = await shownTo(first, "juju-apiserver");
    await first[Symbol.asyncDispose]();
    const second = await testController({ dataDir });
    expect(second.caCert).toBe(first.caCert);
    const again = await shownTo(second, "juju-apiserver");
    expect(again.fingerprint256).toBe(leaf.fingerprint256);
  });

  test("is renewed by the running controller a month before its end, by the same authority", async () => {
    const clock = new CalendarClock(-390 * DAY);
    const controller = await testController({ clock });
    const leaf = await shownTo(controller, "juju-apiserver");
    clock.pass(360);
    expect((await shownTo(controller, "juju-apiserver")).fingerprint256).toBe(leaf.fingerprint256);
    clock.pass(10);
    await expect
      .poll(async () => (await shownTo(controller, "juju-apiserver")).fingerprint256)
      .not.toBe(leaf.fingerprint256);
    const renewed = await shownTo(controller, "juju-apiserver");
    expect(renewed.checkIssued(new X509Certificate(controller.caCert))).toBe(true);
  });

  test("names an address that the operator adds, at once", async () => {
    const controller = await testController();
    await controller.setApiAddresses(["10.1.2.3:17070"]);
    await expect
      .poll(async () => (await shownTo(controller, "juju-apiserver")).checkIP("10.1.2.3"))
      .toBe("10.1.2.3");
  });
});
