// The updater on a connection that announces what the test says, under an engine on virtual time.
import { setImmediate } from "node:timers/promises";

import { MemoryAgent, TestAuthority } from "@holdfast/connect-testkit";
import { resourceName } from "@holdfast/dependency-engine";
import { expect, test } from "vitest";

import type { OpenFunc } from "@holdfast/api-open";

import { apiAddressUpdaterManifold } from "../src/building-blocks.js";
import { AGENT, AgentAtController, CALLER } from "./kit/agent-at-controller.js";
import { FakeConnection } from "./kit/fake-connection.js";

const [old, next, other] = await Promise.all(
  ["old", "next", "other"].map(async (name) => (await TestAuthority.create(name)).cert),
);
if (old === undefined || next === undefined || other === undefined)
  throw new Error("no authorities");
const leaf = (await (await TestAuthority.create("signer")).issueServer()).cert;

/** An agent that trusts `old`, at a controller that announces this; trials end as `opens` says. */
async function told(
  announced: string,
  opens: (caCert: string) => boolean,
  known: string = old ?? "",
): Promise<{ readonly trusts: string; readonly said: unknown; readonly trials: string[] }> {
  const trials: string[] = [];
  const apiOpen: OpenFunc = async ({ caCert = "" }) => {
    trials.push(caCert);
    if (!opens(caCert)) throw new Error("an unknown authority");
    return new FakeConnection();
  };
  const agent = new MemoryAgent({ caCert: known, apiAddresses: ["10.0.0.1:17070"] });
  await using site = new AgentAtController({
    agent,
    facades: { Machiner: [5], HoldfastAuthority: [1] },
    answers: {
      "Machiner.WatchAPIHostPorts": () => ({ NotifyWatcherId: "1" }),
      "Machiner.APIHostPorts": () => ({ servers: [] }),
      "HoldfastAuthority.WatchAuthorities": () => ({ NotifyWatcherId: "2" }),
      "HoldfastAuthority.Authorities": () => ({ "ca-certs": announced }),
    },
  });
  site.engine.install(
    resourceName("api-address-updater"),
    apiAddressUpdaterManifold({ agentName: AGENT, apiCallerName: CALLER, apiOpen }),
  );
  for (let turn = 0; turn < 5; turn++) {
    await site.clock.advance(100);
    await setImmediate(); // a MemoryAgent's write takes that long
  }
  return { trusts: agent.currentConfig().caCert, said: site.paramsOf("SetLearnt"), trials };
}

const fingerprints = expect.arrayContaining([expect.stringMatching(/^[0-9a-f]{64}$/u)]);
const never = (): boolean => false;

test("another authority beside the one that is known is written down, and that is said", async () => {
  const { trusts, said, trials } = await told(`${old}\n${next}`, never);
  expect(trusts).toContain(old.trim());
  expect(trusts).toContain(next.trim());
  expect(said).toEqual({ fingerprints });
  expect(said).toHaveProperty("fingerprints.length", 2);
  expect(trials).toEqual([]);
});

test("the known one is forgotten where the controller is reached by the others alone", async () => {
  const { trusts, said, trials } = await told(
    next,
    (caCert) => caCert.trim() === next.trim(),
    `${old}\n${next}`,
  );
  expect(trusts.trim()).toBe(next.trim());
  expect(said).toHaveProperty("fingerprints.length", 1);
  expect(trials).toHaveLength(1);
});

test("the known one stays where the others lead nowhere", async () => {
  const { trusts, said } = await told(other, never);
  expect(trusts).toContain(old.trim());
  expect(trusts).toContain(other.trim());
  expect(said).toHaveProperty("fingerprints.length", 2);
});

test.each([
  ["nothing", ""],
  ["what is no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
  ["a certificate of a server", leaf],
  ["a server's among authorities", `${old}\n${leaf}`],
  ["more than are remembered", `${next}\n`.repeat(9)],
  ["more than is read", `${next}${" ".repeat(70_000)}`],
])("an announcement of %s changes nothing", async (_what, announced) => {
  const { trusts, said } = await told(announced, () => true);
  expect(trusts).toBe(old);
  expect(said).toHaveProperty("fingerprints.length", 1);
});

test("authorities that lead nowhere do not heap up", async () => {
  const many = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => (await TestAuthority.create(`a${n}`)).cert),
  );
  const { trusts } = await told(next, never, many.join("\n"));
  expect(trusts).toBe(many.join("\n"));
});
