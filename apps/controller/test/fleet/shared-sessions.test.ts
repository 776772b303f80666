import { describe, expect, test } from "vitest";

import type { RunningController } from "../../src/index.js";
import { ran } from "../kit/in-process.js";
import { missing, postgresForAll } from "../kit/postgres.js";
import { loggedIn, temporaryDirectory } from "../kit/test-controller.js";
import { controllerOf } from "../kit/several-controllers.js";

const server = postgresForAll();

/** How many agents each of the controllers carries, by its address, as this one sees it; null where it is gone. */
async function carried(by: RunningController): Promise<Record<string, number | null>> {
  const { controllers } = await by.status();
  return Object.fromEntries(
    controllers.map(({ address = "", running, agents }) => [address, running ? agents : null]),
  );
}

describe.skipIf(missing !== "")(
  `who is connected to two controllers of one store ${missing}`,
  () => {
    test("is seen from either, and by an operator's command from elsewhere", async () => {
      const store = await server().freshDatabase();
      const [one, dataDir] = await controllerOf(store);
      const [other] = await controllerOf(store, dataDir);
      const machine = await one.addMachine();
      const peer = await loggedIn(one, machine.model, machine);
      for (const seenBy of [one, other]) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await expect.poll(() => carried(seenBy)).toEqual({ [one.address]: 1, [other.address]: 0 });
      }
      const { models, sessions } = await other.status();
      expect(models[0]?.agents[0]?.connectedSince).toBeDefined();
      const { controllers } = await other.status();
      const id = controllers.find(({ address }) => address === one.address)?.id;
      expect(sessions).toMatchObject([{ tag: machine.tag, controller: id }]);
      const where = ["--data-dir", temporaryDirectory(), "--store", store];
      const told = await ran(["status", ...where]);
      expect(told).toMatchObject({ code: 0, err: "" });
      expect(told.out).toMatch(new RegExp(`controller ${id}: .*1 agents, 1 sessions`, "u"));
      const metrics = await ran(["metrics", ...where]);
      expect(metrics.out).toContain(`holdfast_controller_instance_agents{id="${id}"} 1`);
      await peer.close();
      await expect.poll(() => carried(other)).toEqual({ [one.address]: 0, [other.address]: 0 });
    });

    test("is seen again after PostgreSQL was killed, and no more where a controller is gone", async () => {
      const store = await server().freshDatabase();
      const [one, dataDir] = await controllerOf(store);
      const [other] = await controllerOf(store, dataDir);
      const machine = await one.addMachine();
      await loggedIn(one, machine.model, machine);
      const both = { [one.address]: 1, [other.address]: 0 };
      await expect.poll(() => carried(other)).toEqual(both);
      await server().stop("kill");
      await server().restart();
      await expect.poll(() => carried(other).catch(String)).toEqual(both);
      const { controllers } = await other.status();
      const id = controllers.find(({ address }) => address === one.address)?.id ?? "";
      await expect(other.removeController(id)).rejects.toMatchObject({ code: "ERR_NOT_VALID" });
      await one[Symbol.asyncDispose]();
      await expect.poll(() => carried(other)).toEqual({ [one.address]: null, [other.address]: 0 });
      await other.removeController(id);
      expect(await carried(other)).toEqual({ [other.address]: 0 });
      await expect(other.removeController(id)).rejects.toMatchObject({ code: "ERR_NOT_FOUND" });
    });
  },
);
