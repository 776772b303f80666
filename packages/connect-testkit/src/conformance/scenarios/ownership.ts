import assert from "node:assert/strict";

import { connected, failed } from "../expect.js";
import type { Scenario } from "../scenario.js";
import { refuse } from "../../scripted-controller.js";

const settled = { credentials: "settled" } as const;

/** Whoever holds a connection closes it; until it is handed over, that is the strategy. */
export const ownershipScenarios: readonly Scenario[] = [
  {
    id: "ownership.usable",
    claim: "the connection that it hands over is open and can be called",
    arrange: settled,
    async run(scene) {
      const connection = connected(await scene.connect());
      assert.equal(connection.broken.aborted, false);
      await connection.call({ facade: "Pinger", version: 1, method: "Ping" });
    },
  },
  {
    id: "ownership.the-callers",
    claim: "the connection that it hands over stays open until the caller closes it",
    arrange: settled,
    async run(scene) {
      const connection = connected(await scene.connect());
      assert.equal(connection.broken.aborted, false);
      assert.equal(scene.controller.connections, 1);
      await connection.close();
      await scene.controller.idle();
      assert.equal(connection.broken.aborted, true);
    },
  },
  {
    id: "ownership.stays-open",
    claim: "the connection that it hands over is still open an hour later",
    arrange: settled,
    async run(scene) {
      const connection = connected(await scene.connect());
      for (let minutes = 0; minutes < 60; minutes += 5) {
        await scene.clock.advance(5 * 60_000);
        await connection.call({ facade: "Pinger", version: 1, method: "Ping" });
      }
      assert.equal(connection.broken.aborted, false);
      assert.equal(scene.controller.connections, 1);
    },
  },
  {
    id: "ownership.one-connection",
    claim: "it hands over the only connection that it leaves open",
    arrange: settled,
    async run(scene) {
      scene.controller.state.password = scene.bootstrapPassword;
      const first = await scene.connect();
      if (first.kind === "failed") connected(await scene.connect());
      await scene.journal.until(() => scene.controller.connections === 1);
    },
  },
  {
    id: "ownership.failed-login",
    claim: "after a login that failed no connection is open",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Admin.Login", refuse("try again"));
      failed(await scene.connect());
      assert.ok(scene.journal.of("opened").length > 0, "it opened none");
      await scene.controller.idle();
    },
  },
  {
    id: "ownership.two-agents",
    claim: "two calls at once get a connection each",
    arrange: settled,
    async run(scene) {
      const [one, other] = await Promise.all([scene.connect(), scene.connect()]);
      assert.notEqual(connected(one), connected(other));
      await connected(one).close();
      await connected(other).call({ facade: "Pinger", version: 1, method: "Ping" });
    },
  },
  {
    id: "ownership.again-and-again",
    claim: "it can be called again and again, each time for a connection of its own",
    arrange: settled,
    async run(scene) {
      for (let i = 0; i < 5; i++) {
        const connection = connected(await scene.connect());
        await connection.close();
      }
      await scene.controller.idle();
      assert.equal(scene.journal.of("opened").length, 5);
    },
  },
  {
    id: "ownership.configuration-changed",
    claim: "each call uses the configuration as it is then",
    arrange: settled,
    async run(scene) {
      connected(await scene.connect());
      const next = "another password of at least 24 bytes";
      scene.agent.overwrite({ password: next });
      scene.alsoOnDisk(next);
      scene.controller.state.password = next;
      connected(await scene.connect());
    },
  },
];
