import { untilAborted } from "@holdfast/ports";
import { expect, test } from "vitest";

import { CONNECTIONS, KEPT, WATCHERS, worstCase } from "../src/bounds.js";
import {
  call,
  entities,
  loggedIn,
  modelPath,
  openPeer,
  testController,
} from "./kit/test-controller.js";

const MIB = 1024 * 1024;
const unlimited = { rateLimit: { max: 0, interval: 1 } };

test("what the worst can make it hold fits in the memory that is stated", () => {
  const { strangers, passwords, guesses, agent, user } = worstCase();
  expect(strangers + passwords + guesses).toBeLessThan(1.6 * 1024 * MIB);
  expect(agent).toBeLessThan(80 * MIB);
  expect(user).toBeLessThan(225 * MIB);
});

test("a user's password is tried 18,000 times a day at the worst, but from where the user has been", () => {
  const { guessesOfUserPerDay, guessesAtHomePerDay } = worstCase();
  expect(guessesOfUserPerDay).toBeLessThan(18_000);
  expect(guessesAtHomePerDay).toBeLessThan(90_000);
});

test("an agent's watchers are counted over all of its connections, and those of one that ended no more", async () => {
  const controller = await testController(unlimited);
  const machine = await controller.addMachine();
  const [one, other] = [
    await loggedIn(controller, machine.model, machine),
    await loggedIn(controller, machine.model, machine),
  ];
  const watch = entities(...Array.from({ length: 100 }, () => machine.tag));
  const refusals = async (peer: typeof one): Promise<number> => {
    const { results = [] }: { results?: object[] } = Object(
      await call(peer, "Machiner", "Watch", watch),
    );
    return results.filter((result) => "error" in result).length;
  };
  for (let had = 0; had < WATCHERS.ofEntity; had += 100) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await refusals(had % 200 === 0 ? one : other)).toBe(0);
  }
  expect(await refusals(other)).toBe(100);
  await one.close();
  await expect.poll(() => refusals(other)).toBe(0);
});

test("a user has ten watchers of everything", async () => {
  const controller = await testController(unlimited);
  const admin = { tag: "user-admin", ...(await controller.setUserPassword({ name: "admin" })) };
  const peer = await loggedIn(controller, controller.controllerModelUuid, admin);
  const watch = (): Promise<unknown> => call(peer, "Client", "WatchAll");
  for (let had = 0; had < WATCHERS.everythingOfEntity; had += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await watch();
  }
  await expect(watch()).rejects.toMatchObject({ code: "quota limit exceeded" });
  await call(peer, "AllWatcher", "Stop", {}, "1");
  await expect(watch()).resolves.toBeDefined();
});

test("an agent's oldest session makes room for a new one, which is let in", async () => {
  const controller = await testController(unlimited);
  const machine = await controller.addMachine();
  const first = await loggedIn(controller, machine.model, machine);
  for (let more = 0; more < CONNECTIONS.sessionsOfAgent; more += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const peer = await loggedIn(controller, machine.model, machine);
    // oxlint-disable-next-line no-await-in-loop -- the same
    await expect(call(peer, "Pinger", "Ping")).resolves.toEqual({});
  }
  await expect(untilAborted(first.closed)).resolves.toBeUndefined();
});

test("what an agent says of itself is kept as far as it fits, or refused", async () => {
  const controller = await testController();
  const machine = await controller.addMachine();
  const peer = await loggedIn(controller, machine.model, machine);
  const { tag } = machine;
  const long = { tag, status: "started", info: "x".repeat(10_000), data: {} };
  await call(peer, "Machiner", "SetStatus", { entities: [long] });
  const [status] = (await controller.status()).models.flatMap(({ agents }) => agents);
  expect(status?.statusInfo).toHaveLength(KEPT.statusInfo);
  const data = { why: "x".repeat(KEPT.statusData) };
  const address = { value: "10.0.0.7", type: "ipv4", scope: "local-cloud" };
  const addresses = Array.from({ length: KEPT.addresses + 1 }, () => address);
  const refused = { results: [{ error: { code: "quota limit exceeded" } }] };
  await expect(
    call(peer, "Machiner", "SetStatus", { entities: [{ ...long, data }] }),
  ).resolves.toMatchObject(refused);
  await expect(
    call(peer, "Machiner", "SetMachineAddresses", { "machine-addresses": [{ tag, addresses }] }),
  ).resolves.toMatchObject(refused);
});

test("whoever is refused again and again on one connection hears so later, and others at once", async () => {
  const controller = await testController();
  const machine = await controller.addMachine();
  const peer = await openPeer(controller, modelPath(machine.model));
  const guess = (): Promise<unknown> => {
    const params = { "auth-tag": machine.tag, credentials: "wrong", nonce: "" };
    return peer.call({ facade: "Admin", version: 3, method: "Login", params });
  };
  const refused = { code: "unauthorized access" };
  await expect(guess()).rejects.toMatchObject(refused);
  await expect(guess()).rejects.toMatchObject(refused);
  let over = false;
  const late = guess().catch((error: unknown) => {
    over = true;
    return error;
  });
  await loggedIn(controller, machine.model, machine);
  expect(over).toBe(false);
  expect(await late).toMatchObject(refused);
});
