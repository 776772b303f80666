import { once } from "node:events";

import { createAuthority, issueLeaf } from "@holdfast/certificates";
import { untilAborted } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";

import { CalendarClock } from "../kit/calendar-clock.js";
import { showing, showingOn, withoutPassword } from "../kit/showing-certificate.js";
import { call, login, testController } from "../kit/test-controller.js";

const DAY = 86_400_000;
const REFUSED = { message: "invalid entity name or password", code: "unauthorized access" };

describe("a certificate of an agent's own", () => {
  test("is as good as its password, which goes on working", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const shown = await controller.issueClientCertificate(machine);
    const peer = await showing(controller, machine.model, shown);
    await expect(login(peer, withoutPassword(machine))).resolves.toBeDefined();
    const password = "a password of twenty-four bytes";
    const changes = [{ tag: machine.tag, password }];
    await expect(call(peer, "Agent", "SetPasswords", { changes })).resolves.toEqual({
      results: [{}],
    });
    const other = await showing(controller, machine.model, shown);
    await expect(login(other, { ...machine, password })).resolves.toBeDefined();
  });

  test("does not stand in for a password that is wrong, nor for the nonce", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const shown = await controller.issueClientCertificate(machine);
    const peer = await showing(controller, machine.model, shown);
    await expect(login(peer, { ...machine, password: "wrong" })).rejects.toMatchObject(REFUSED);
    await expect(login(peer, { ...withoutPassword(machine), nonce: "" })).rejects.toMatchObject({
      code: "not provisioned",
    });
  });

  test("is no other's: not of another machine, nor of the same number in another model", async () => {
    const controller = await testController();
    const { uuid } = await controller.addModel({ name: "prod" });
    const machine = await controller.addMachine();
    const neighbour = await controller.addMachine();
    const namesake = await controller.addMachine({ model: uuid });
    const shown = await controller.issueClientCertificate(machine);
    const peer = await showing(controller, machine.model, shown);
    await expect(login(peer, withoutPassword(neighbour))).rejects.toMatchObject(REFUSED);
    const abroad = await showing(controller, uuid, shown);
    await expect(login(abroad, withoutPassword(namesake))).rejects.toMatchObject(REFUSED);
  });

  test("ends when it says, and a fresh one works at once", async () => {
    const clock = new CalendarClock(0);
    const controller = await testController({ clock });
    const machine = await controller.addMachine();
    const shown = await controller.issueClientCertificate({ ...machine, lifetime: 2 * DAY });
    const peer = await showing(controller, machine.model, shown);
    clock.pass(3);
    await expect(login(peer, withoutPassword(machine))).rejects.toMatchObject(REFUSED);
  });

  test("ends the sessions that it opened when it ends, and no other's", async () => {
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const [one, other] = [await controller.addMachine(), await controller.addMachine()];
    const day = await controller.issueClientCertificate({ ...one, lifetime: DAY });
    const week = await controller.issueClientCertificate({ ...other, lifetime: 7 * DAY });
    const ending = await showing(controller, one.model, day);
    await login(ending, withoutPassword(one));
    const staying = await showing(controller, other.model, week);
    await login(staying, withoutPassword(other));
    const byPassword = await showing(controller, one.model, day);
    await login(byPassword, one);
    // The date counts, however it came to be: here somebody sets it.
    clock.setDate(2 * DAY);
    await clock.advance(60_000);
    await untilAborted(ending.closed);
    await expect(call(staying, "Pinger", "Ping")).resolves.toEqual({});
    await expect(call(byPassword, "Pinger", "Ping")).resolves.toEqual({});
  });

  test("ends a log's stream as well", async () => {
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const machine = await controller.addMachine();
    const day = await controller.issueClientCertificate({ ...machine, lifetime: DAY });
    const stream = await showingOn(controller, `/model/${machine.model}/logsink?version=1`, day, {
      authorization: `Basic ${Buffer.from(`${machine.tag}:`).toString("base64")}`,
      "x-juju-nonce": machine.nonce,
    });
    const closed = once(stream, "close");
    clock.setDate(2 * DAY);
    await clock.advance(60_000);
    await expect(closed).resolves.toBeDefined();
  });

  test("of an authority that nobody named is worth nothing, until somebody does", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const now = Date.now();
    const authority = await createAuthority("another authority", now);
    const shown = await issueLeaf(
      authority,
      {
        commonName: machine.tag,
        organisation: machine.model,
        names: { dns: [], ip: [] },
        use: "client",
      },
      now,
    );
    const stranger = await showing(controller, machine.model, shown);
    await expect(login(stranger, withoutPassword(machine))).rejects.toMatchObject(REFUSED);
    await controller.setClientAuthorities([authority.cert]);
    const known = await showing(controller, machine.model, shown);
    await expect(login(known, withoutPassword(machine))).resolves.toBeDefined();
  });

  test("cannot be signed by what is no authority", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const { cert } = await controller.issueClientCertificate(machine);
    await expect(controller.setClientAuthorities([cert])).rejects.toThrow(
      expect.objectContaining({ code: "ERR_NOT_VALID" }),
    );
    await expect(controller.setClientAuthorities(["nonsense"])).rejects.toThrow(
      expect.objectContaining({ code: "ERR_NOT_VALID" }),
    );
  });
});

test("without a certificate, an empty password is a wrong one", async () => {
  const controller = await testController();
  const machine = await controller.addMachine();
  const socket = await showing(controller, machine.model, { cert: "", key: "" });
  await expect(login(socket, withoutPassword(machine))).rejects.toMatchObject(REFUSED);
});
