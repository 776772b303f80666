// How many passwords from outside may be outstanding at once: told to the controller, and neither
// answered nor given up by the network.
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { initAgent, openAgent } from "@holdfast/agent-config";
import { expect, test } from "vitest";

import { type Agent, type ApiCaller, knownPasswords, replacePassword } from "../src/index.js";
import { configOf } from "./config-of.js";

const bootstrap = "the password it was created with";
const candidates = Array.from({ length: 8 }, (_, i) => `candidate ${i} of a secret manager`);

/** The agent proposes every candidate in turn; the network holds each request back, for any time. */
async function proposeAll(agent: Agent, proposed: readonly string[]): Promise<void> {
  const call: ApiCaller["call"] = () => Promise.reject(new Error("held back"));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rotation calls, and nothing else
  const caller = { call } as ApiCaller;
  for (const candidate of proposed) {
    const attempt = replacePassword({ agent, caller, accepted: bootstrap, candidate });
    await expect(attempt).rejects.toThrow("held back");
  }
}

test("an agent.conf keeps eight outstanding candidates, whichever the controller takes in the end", async () => {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-outstanding-"));
  try {
    await initAgent({
      dataDir,
      tag: "machine-0",
      password: bootstrap,
      model: "model-deadbeef-0bad-400d-8000-4b1d0d06f00d",
      caCert: "-----BEGIN CERTIFICATE-----\n",
      apiAddresses: ["10.0.0.1:17070"],
    });
    {
      await using agent = await openAgent({ dataDir, tag: "machine-0" });
      await proposeAll(agent, candidates);
    }
    await using again = await openAgent({ dataDir, tag: "machine-0" });
    const known = knownPasswords(again.currentConfig());
    expect(known).toEqual(expect.arrayContaining([...candidates, bootstrap]));
  } finally {
    await fs.rm(dataDir, { recursive: true });
  }
});

test("an agent of two slots keeps one: the limit of what it can bear", async () => {
  let slots = { current: "", old: bootstrap };
  const agent: Agent = {
    currentConfig: () => configOf({ ...slots, values: {} }),
    async changeConfig(mutate) {
      const draft = { ...slots };
      mutate({
        setPassword: (password) => void (draft.current = password),
        setOldPassword: (password) => void (draft.old = password),
        setValue: () => undefined,
        migrate: () => undefined,
        setApiAddresses: () => undefined,
        setCaCert: () => undefined,
      });
      slots = draft;
    },
  };
  const [first = "", second = ""] = candidates;
  await proposeAll(agent, [first]);
  expect(knownPasswords(agent.currentConfig())).toEqual([first, bootstrap]);
  await proposeAll(agent, [second]);
  // Should the held request for the first be applied now, nothing on this disk would open the door.
  expect(knownPasswords(agent.currentConfig())).toEqual([second, bootstrap]);
});
