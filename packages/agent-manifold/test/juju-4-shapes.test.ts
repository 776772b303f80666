// What a controller of Juju 4.1 was seen to answer a machine's agent, reply by reply: the shapes as facts,
// put to the agent's workers. Lists that are empty come as null, watcher ids are opaque, a watcher that is
// stopped answers with words of its own, and unknown keys are everywhere.
import { ApiError } from "@holdfast/api-open";
import { expect, test } from "vitest";

import {
  API_ADDRESS_UPDATER_NAME,
  apiAddressUpdaterManifold,
  MACHINER_NAME,
  machinerManifold,
  MIGRATION_FORTRESS_NAME,
  MIGRATION_INACTIVE_FLAG_NAME,
  MIGRATION_MINION_NAME,
  fortressManifold,
  migrationInactiveFlagManifold,
  migrationMinionManifold,
  UPGRADER_NAME,
  upgraderManifold,
} from "../src/building-blocks.js";
import { AGENT, AgentAtController, CALLER } from "./kit/agent-at-controller.js";
import { reportOf } from "./kit/engine-on.js";

/** As the release announces them to an agent. */
const facades = {
  Agent: [3],
  AgentLifeFlag: [1],
  Logger: [1, 2],
  Machiner: [5, 6],
  MigrationFlag: [1],
  MigrationMinion: [1],
  MigrationStatusWatcher: [1],
  NotifyWatcher: [1],
  Pinger: [1],
  StringsWatcher: [1],
  Upgrader: [1],
};

const waiting = (): Promise<never> => new Promise(() => undefined);

test("a machine's agent is at home at a controller of Juju 4.1, by the shapes that it was seen to send", async () => {
  let told = false;
  await using site = new AgentAtController({
    facades,
    serverVersion: "4.1-beta2",
    answers: {
      "Machiner.Life": () => ({ results: [{ life: "alive" }] }),
      "Machiner.RecordAgentStartInformation": () => ({ results: [{}] }),
      "Machiner.SetObservedNetworkConfig": () => ({}),
      "Machiner.SetStatus": () => ({ results: [{}] }),
      "Machiner.Watch": () => ({ results: [{ NotifyWatcherId: "c0ffee12-7" }] }),
      "Machiner.WatchAPIHostPorts": () => ({ NotifyWatcherId: "c0ffee12-8" }),
      "Machiner.APIHostPorts": () => ({
        servers: [[{ value: "10.0.0.7", type: "ipv4", scope: "local-cloud", port: 17070 }], null],
      }),
      "MigrationFlag.Phase": () => ({ results: [{ phase: "NONE" }] }),
      "MigrationFlag.Watch": () => ({ results: [{ NotifyWatcherId: "c0ffee12-9" }] }),
      "MigrationMinion.Watch": () => ({ NotifyWatcherId: "c0ffee12-10" }),
      "MigrationStatusWatcher.Next": () => {
        if (told) return waiting();
        told = true;
        return {
          "migration-id": "",
          attempt: 0,
          phase: "NONE",
          "source-api-addrs": null,
          "source-ca-cert": "",
          "target-api-addrs": null,
          "target-ca-cert": "",
        };
      },
      "Upgrader.SetTools": () => ({ results: [{}] }),
      "Upgrader.WatchAPIVersion": () => ({ results: [{ NotifyWatcherId: "c0ffee12-11" }] }),
      "Upgrader.DesiredVersion": () => ({ results: [{ version: "4.1-beta2" }] }),
      "NotifyWatcher.Next": (request) => {
        // How 4.1 answers a Next whose watcher is stopped; here: nothing changes until then.
        const stopped = new ApiError(
          "expected an error from *eventsource.NotifyWatcher, got nil: watcher has been stopped",
          { code: "stopped" },
        );
        return new Promise((_resolve, reject) => {
          request.signal?.addEventListener("abort", () => reject(stopped), { once: true });
        });
      },
    },
  });
  const { engine, clock } = site;
  const apiOpen = (): Promise<never> => Promise.reject(new Error("nobody dials here"));
  const connected = { agentName: AGENT, apiCallerName: CALLER, logger: site.log.logger, clock };
  engine.install(MACHINER_NAME, machinerManifold({ ...connected, network: async () => [] }));
  engine.install(API_ADDRESS_UPDATER_NAME, apiAddressUpdaterManifold({ ...connected, apiOpen }));
  engine.install(UPGRADER_NAME, upgraderManifold(connected));
  engine.install(MIGRATION_FORTRESS_NAME, fortressManifold());
  engine.install(
    MIGRATION_INACTIVE_FLAG_NAME,
    migrationInactiveFlagManifold({ apiCallerName: CALLER }),
  );
  engine.install(
    MIGRATION_MINION_NAME,
    migrationMinionManifold({
      ...connected,
      fortressName: MIGRATION_FORTRESS_NAME,
      apiOpen: () => Promise.reject(new Error("nobody dials here")),
    }),
  );
  for (let turn = 0; turn < 10; turn++) {
    await clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const names = [MACHINER_NAME, API_ADDRESS_UPDATER_NAME, UPGRADER_NAME, MIGRATION_MINION_NAME];
  for (const name of [...names, MIGRATION_INACTIVE_FLAG_NAME]) {
    expect([name, reportOf(engine, name).state]).toEqual([name, "started"]);
  }
  expect(site.log.lines.filter((line) => /^(warn|error)/.test(line))).toEqual([]);
  expect(reportOf(engine, UPGRADER_NAME).report).toMatchObject({ reported: "4.1-beta2" });
  expect(site.agent.record.apiAddresses).toContain("10.0.0.7:17070");
  expect(new Set(site.asked.map((each) => each.split(".")[0]))).toEqual(
    new Set(["Machiner(6)", "MigrationFlag(1)", "MigrationMinion(1)", "Upgrader(1)"]),
  );
});
