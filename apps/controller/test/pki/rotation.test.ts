import fs from "node:fs";
import path from "node:path";

import { issueLeaf } from "@holdfast/certificates";
import { describe, expect, test } from "vitest";

import { openAdmin, startController } from "../../src/index.js";
import { blocks, connected, fingerprints } from "../kit/authorities.js";
import { keyFilesIn, olderDataDir } from "../kit/older-data-dir.js";
import { Program } from "../kit/process.js";
import { type Shown, showing, withoutPassword } from "../kit/showing-certificate.js";
import {
  call,
  login,
  openPeer,
  temporaryDirectory,
  testController,
} from "../kit/test-controller.js";

const REFUSED = { code: "unauthorized access" };
const UNTRUSTED = { code: expect.stringMatching(/CERT|SIGNATURE|ISSUER/u) };
describe("a rotation of the authority", () => {
  test("is learnt by agents that are connected, and by those that come back, before the old one goes", async () => {
    const controller = await testController();
    const [here, away] = [await controller.addMachine(), await controller.addMachine()];
    const old = controller.caCert;
    const peer = await connected(controller, old, here);
    await call(peer, "HoldfastAuthority", "WatchAuthorities");
    const next = call(peer, "NotifyWatcher", "Next", {}, "1");
    await controller.rotateAuthority();
    await next;
    const told = await call(peer, "HoldfastAuthority", "Authorities");
    const both = controller.caCert;
    expect(told).toEqual({ "ca-certs": both });
    expect(blocks(both)).toHaveLength(2);
    await call(peer, "HoldfastAuthority", "SetLearnt", { fingerprints: fingerprints(both) });
    await expect(controller.finishAuthorityRotation()).rejects.toMatchObject({
      code: "ERR_CA_NOT_LEARNT",
      message: expect.stringContaining(away.tag),
    });
    expect((await controller.status()).authority.notLearnt).toEqual([
      { tag: away.tag, model: away.model },
    ]);
    const back = await connected(controller, old, away); // it knows the old one alone
    await call(back, "HoldfastAuthority", "SetLearnt", { fingerprints: fingerprints(both) });
    await controller.finishAuthorityRotation();
    const now = controller.caCert;
    expect(blocks(now)).toHaveLength(1);
    expect(both).toContain(blocks(now)[0]);
    await expect(connected(controller, both, here)).resolves.toBeDefined();
    await expect(connected(controller, now, here)).resolves.toBeDefined();
    await expect(connected(controller, old, here)).rejects.toMatchObject(UNTRUSTED);
  });

  test("is one at a time, and ends where one has begun", async () => {
    const controller = await testController();
    const invalid = { code: "ERR_NOT_VALID" };
    await expect(controller.finishAuthorityRotation()).rejects.toMatchObject(invalid);
    await controller.rotateAuthority();
    await expect(controller.rotateAuthority()).rejects.toMatchObject(invalid);
    await controller.finishAuthorityRotation();
  });

  test("waits for no agent that is dead, and for none whose token has both", async () => {
    const controller = await testController();
    const dead = await controller.addMachine();
    await controller.setLife({ ...dead, life: "dead" });
    await controller.rotateAuthority();
    await controller.addMachineToJoin();
    expect((await controller.status()).authority.notLearnt).toEqual([]);
  });

  test("lets certificates of both log in, until the old authority goes", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const before = await controller.issueClientCertificate(machine);
    await controller.rotateAuthority();
    const after = await controller.issueClientCertificate(machine);
    const old = await showing(controller, machine.model, before);
    await login(old, withoutPassword(machine));
    const young = await showing(controller, machine.model, after);
    await login(young, withoutPassword(machine));
    await controller.finishAuthorityRotation({ force: true });
    await expect.poll(() => old.closed.aborted).toBe(true);
    expect(young.closed.aborted).toBe(false);
    const late = await showing(controller, machine.model, before);
    await expect(login(late, withoutPassword(machine))).rejects.toMatchObject(REFUSED);
  });

  test("by a command is done by the running controller, and leaves no key of the old authority", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const machine = await controller.addMachine();
    const before = keyFilesIn(dataDir);
    using admin = openAdmin({ dataDir });
    await admin.rotateAuthority();
    expect(keyFilesIn(dataDir)).toHaveLength(3);
    await admin.finishAuthorityRotation({ force: true });
    await expect
      .poll(() =>
        connected(controller, admin.caCert, machine).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    const after = keyFilesIn(dataDir);
    expect(after).toHaveLength(2);
    expect(after.filter((name) => before.includes(name))).toEqual([]);
  });

  test("without overlap needs no key of the old authority", async () => {
    const dataDir = temporaryDirectory();
    const first = await testController({ dataDir });
    const machine = await first.addMachine();
    await first[Symbol.asyncDispose]();
    for (const name of keyFilesIn(dataDir)) fs.rmSync(path.join(dataDir, name));
    using admin = openAdmin({ dataDir });
    await expect(admin.rekey()).rejects.toMatchObject({ code: "ERR_CA_KEY" });
    await admin.rotateAuthority({ withoutOverlap: true });
    const second = await testController({ dataDir });
    expect(second.caCert).not.toBe(first.caCert);
    await expect(connected(second, second.caCert, machine)).resolves.toBeDefined();
  });

  test.each([
    ["rotate", ["ca", "rotate"], false],
    ["finish", ["ca", "finish", "--force"], true],
    ["cancel", ["ca", "cancel"], true],
    ["rekey", ["rekey"], false],
  ])("survives a kill at each step: %s", { timeout: 480_000 }, async (_name, command, begun) => {
    const prepared = temporaryDirectory();
    const first = await startController({ dataDir: prepared });
    const machine = await first.addMachine();
    if (begun) await first.rotateAuthority();
    const before = first.caCert;
    await first[Symbol.asyncDispose]();
    let steps = 0;
    for (let killed = true; killed;) {
      const step = ++steps;
      const dataDir = temporaryDirectory();
      fs.cpSync(prepared, dataDir, { recursive: true });
      const program = new Program([...command, "--data-dir", dataDir], "", step);
      killed = (await program.end()) === "SIGKILL";
      await using second = await startController({ dataDir });
      // Who trusts what was announced before the command, or what is announced now, can connect.
      for (const trusted of [before, second.caCert]) {
        await expect(connected(second, trusted, machine), `step ${step}`).resolves.toBeDefined();
      }
      const { certificates } = (await second.status()).authority;
      const keys = keyFilesIn(dataDir);
      expect(keys, `step ${step}`).toHaveLength(certificates.length);
      await expect(second.issueClientCertificate(machine)).resolves.toBeDefined();
    }
    expect(steps).toBeGreaterThan(3);
  });
});

describe("after a theft, rekey", () => {
  test("leaves a stolen copy nothing: no certificate, no password, no key of the server's", async () => {
    const dataDir = temporaryDirectory();
    const stolen = await olderDataDir(dataDir);
    const controller = await testController({ dataDir });
    const machine = await controller.addMachine();
    const user = await controller.setUserPassword({ name: "admin" });
    const forged = (): Promise<Shown> =>
      issueLeaf(
        { cert: stolen.caCert, key: stolen.keys[0] },
        {
          commonName: machine.tag,
          organisation: machine.model,
          names: { dns: [], ip: [] },
          use: "client",
        },
        Date.now(),
      );
    const thief = await showing(controller, machine.model, await forged());
    await login(thief, withoutPassword(machine));
    const early = await showing(controller, machine.model, await forged());
    using admin = openAdmin({ dataDir });
    const { users } = await admin.rekey();
    await expect.poll(() => thief.closed.aborted).toBe(true);
    await expect(login(early, withoutPassword(machine))).rejects.toMatchObject(REFUSED);
    const late = await showing(controller, machine.model, await forged());
    await expect(login(late, withoutPassword(machine))).rejects.toMatchObject(REFUSED);
    await expect(
      connected(controller, stolen.caCert, { ...machine, tag: "user-admin", ...user }),
    ).rejects.toMatchObject(REFUSED);
    const [admitted] = users;
    expect(admitted?.name).toBe("admin");
    const anew = { ...machine, tag: "user-admin", password: admitted?.password ?? "" };
    await expect(connected(controller, stolen.caCert, anew)).resolves.toBeDefined();
    // The server's key is another, by the authority that agents know still.
    const names = keyFilesIn(dataDir).map((name) =>
      fs.readFileSync(path.join(dataDir, name), "utf8"),
    );
    expect(names).not.toContain(stolen.keys[1]);
    await expect(connected(controller, stolen.caCert, machine)).resolves.toBeDefined();
    await controller.finishAuthorityRotation({ force: true });
    await expect(connected(controller, stolen.caCert, machine)).rejects.toMatchObject(UNTRUSTED);
    expect((await controller.status()).authority.compromised).toBe(false);
  });

  test("once more, or during a rotation, replaces what was to take over, too", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    await controller.rotateAuthority();
    const learning = controller.caCert;
    await controller.rekey();
    const [old, next] = blocks(controller.caCert);
    expect(blocks(learning)[0]).toBe(old);
    expect(blocks(learning)[1]).not.toBe(next);
    await expect(connected(controller, old ?? "", machine)).resolves.toBeDefined();
  });

  test("leaves a user who was disabled disabled, and passwords where it is told to", async () => {
    const dataDir = temporaryDirectory();
    const controller = await testController({ dataDir });
    const machine = await controller.addMachine();
    const user = await controller.setUserPassword({ name: "admin" });
    expect(await controller.rekey({ keepUserPasswords: true })).toEqual({ users: [] });
    const admin = { ...machine, tag: "user-admin", ...user };
    await controller.setUserPassword({ name: "bob" });
    const api = await openPeer(controller, "/api");
    await login(api, admin);
    const params = { entities: [{ tag: "user-bob" }] };
    await api.call({ facade: "UserManager", version: 3, method: "DisableUser", params });
    const { users } = await controller.rekey();
    const bob = users.find(({ name }) => name === "bob");
    const again = { ...machine, tag: "user-bob", password: bob?.password ?? "" };
    await expect(connected(controller, controller.caCert, again)).rejects.toMatchObject(REFUSED);
  });
});
