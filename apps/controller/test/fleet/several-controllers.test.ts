import { untilAborted } from "@holdfast/ports";
import { describe, expect, test } from "vitest";

import type { RunningController } from "../../src/index.js";
import { missing, postgresForAll } from "../kit/postgres.js";
import { controllerOf } from "../kit/several-controllers.js";
import { call, login, loggedIn, openPeer } from "../kit/test-controller.js";

const server = postgresForAll();

async function pair(given?: string): Promise<readonly [RunningController, RunningController]> {
  const store = given ?? (await server().freshDatabase());
  const [one, dataDir] = await controllerOf(store);
  const [other] = await controllerOf(store, dataDir);
  return [one, other];
}

const portOf = ({ address }: RunningController): number => Number(address.split(":").at(-1));

describe.skipIf(missing !== "")(`two controllers of one store ${missing}`, () => {
  test("are one controller with two addresses, each told first by the one that has it", async () => {
    const [one, other] = await pair();
    expect(other.controllerUuid).toBe(one.controllerUuid);
    expect(other.caCert).toBe(one.caCert);
    const machine = await one.addMachine();
    const addressesAt = async (controller: RunningController): Promise<unknown> => {
      const peer = await loggedIn(controller, machine.model, machine);
      return await call(peer, "Machiner", "APIHostPorts");
    };
    const [atOne, atOther] = [portOf(one), portOf(other)];
    const lists = (...ports: readonly number[]): unknown => ({
      servers: ports.map((port) => [expect.objectContaining({ value: "127.0.0.1", port })]),
    });
    expect(await addressesAt(one)).toEqual(lists(atOne, atOther));
    expect(await addressesAt(other)).toEqual(lists(atOther, atOne));
    const { controllers } = await one.status();
    expect(new Set(controllers.map(({ address }) => address))).toEqual(
      new Set([one.address, other.address]),
    );
  });

  test("know at once what the other was told: a machine, a password, a user that is gone", async () => {
    const store = await server().freshDatabase();
    const [one, other] = await pair(store);
    const deaf = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name ~ '^holdfast-controller schema-[0-9]+$'`;
    for (let round = 0; round < 10; round += 1) {
      // Nobody is notified for a while: whoever wants to know has to ask.
      // oxlint-disable-next-line no-await-in-loop
      await server().query(new URL(store).pathname.slice(1), deaf);
      // oxlint-disable-next-line no-await-in-loop -- each right after the other
      const machine = await one.addMachine();
      // oxlint-disable-next-line no-await-in-loop
      const peer = await loggedIn(other, machine.model, machine);
      const password = `the agent's own password, of round ${round}`;
      const changes = [{ tag: machine.tag, password }];
      // oxlint-disable-next-line no-await-in-loop
      await call(peer, "Agent", "SetPasswords", { changes });
      // oxlint-disable-next-line no-await-in-loop
      const stale = await openPeer(one, `/model/${machine.model}/api`);
      // oxlint-disable-next-line no-await-in-loop
      await expect(login(stale, machine)).rejects.toMatchObject({ code: "unauthorized access" });
      // oxlint-disable-next-line no-await-in-loop
      const now = loggedIn(one, machine.model, { ...machine, password });
      // oxlint-disable-next-line no-await-in-loop
      await expect(now).resolves.toBeDefined();
    }
    const { password } = await one.setUserPassword({ name: "bob" });
    const bob = await openPeer(other, "/api");
    await login(bob, { tag: "user-bob", password });
    await one.remove({ tag: "user-bob" });
    await untilAborted(bob.closed);
  });

  test("tell their agents of what happens at the other", async () => {
    const [one, other] = await pair();
    const machine = await one.addMachine();
    const peer = await loggedIn(other, machine.model, machine);
    const entities = { entities: [{ tag: machine.tag }] };
    const watch = await call(peer, "Machiner", "Watch", entities);
    expect(watch).toMatchObject({ results: [{ NotifyWatcherId: "1" }] });
    const next = call(peer, "NotifyWatcher", "Next", {}, "1");
    await one.setLife({ ...machine, life: "dying" });
    await next;
    expect(await call(peer, "Machiner", "Life", entities)).toMatchObject({
      results: [{ life: "dying" }],
    });
  });

  test("do not both get what there is one of", async () => {
    const [one, other] = await pair();
    const added = await Promise.all(
      [one, other, one, other, one, other].map((controller) => controller.addMachine()),
    );
    expect(new Set(added.map(({ tag }) => tag)).size).toBe(added.length);
    const named = await Promise.allSettled(
      [one, other].map((controller) => controller.addModel({ name: "only-one" })),
    );
    expect(named.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });
});
